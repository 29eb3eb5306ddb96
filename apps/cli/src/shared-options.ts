import yargs, { type Argv } from 'yargs';
import { CommandFailure, EXIT } from './exit-codes.js';

/** The options of every command. */
export interface Shared {
  url: string | undefined;
  ca: string | undefined;
  pin: string | undefined;
  json: boolean;
}

/** Options and arguments that take several values. */
const REPEATABLE = ['_', 'permission', 'nodes', 'key', 'tag', 'tags'];

/** What every command understands. */
export const shared = (args: string[]): Argv<Shared> =>
  withoutTypes(yargs(args))
    .scriptName('meshpair')
    .usage('$0 <command>\n\nPairs devices with a private mesh, and looks after them.')
    .option('url', {
      type: 'string',
      requiresArg: true,
      describe: 'The gateway, like http://192.168.1.20:6969',
    })
    .option('ca', {
      type: 'string',
      requiresArg: true,
      describe: 'A file with the certificate to trust (TLS=self-signed)',
    })
    .option('pin', {
      type: 'string',
      requiresArg: true,
      coerce: sha256,
      describe: 'The SHA-256 of the certificate to trust, and no other',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Answer with JSON, one value a line' })
    .check((options) => {
      const twice = Object.keys(options).find(
        (key) => Array.isArray(options[key]) && !REPEATABLE.includes(key),
      );
      if (twice !== undefined) throw new Error(`--${twice} may be given once`);
      return true;
    }, true);

function sha256(given: string | undefined): string | undefined {
  const digits = given?.replaceAll(':', '').toLowerCase();
  if (digits === undefined || /^[0-9a-f]{64}$/.test(digits)) return digits;
  throw new CommandFailure('--pin takes 64 hexadecimal digits', EXIT.usage, 'usage');
}

/** The help without `[string]` and the like; yargs' types do not know of it. */
const withoutTypes = (line: Argv): Argv =>
  (line as Argv & { usageConfiguration(options: object): Argv }).usageConfiguration({ 'hide-types': true });
