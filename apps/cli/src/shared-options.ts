import yargs, { type Argv } from 'yargs';

/** The options of every command. */
export interface Shared {
  url: string | undefined;
  ca: string | undefined;
  json: boolean;
}

/** What every command understands. */
export const shared = (args: string[]): Argv<Shared> =>
  yargs(args)
    .scriptName('meshpair')
    .usage('$0 <command>\n\nPairs devices with a private mesh, and looks after them.')
    .option('url', { type: 'string', describe: 'The gateway, like http://192.168.1.20:6969' })
    .option('ca', { type: 'string', describe: 'A file with the certificate to trust (TLS=self-signed)' })
    .option('json', { type: 'boolean', default: false, describe: 'Answer with JSON, one value a line' });
