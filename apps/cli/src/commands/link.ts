import { makeSignInCode } from '@meshpair/persistence';
import { readSettings } from '@meshpair/settings';
import { checkedUrl, type ConnectionOptions, runningMesh } from '../api/connection.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import { accepted, meshDatabaseUrl } from './operator.js';

export interface LinkOptions extends ConnectionOptions {
  /** Whose console it opens, by id or name; the first owner's unless told. */
  readonly owner?: string | undefined;
}

/** Prints a link that signs a console in, once; a code is made only when it is known where the link leads. */
export async function printSignInLink(printer: Printer, options: LinkOptions): Promise<void> {
  const databaseUrl = await meshDatabaseUrl();
  const address = await consoleUrl(options);
  const { owner, code, expiresAt } = accepted(await makeSignInCode(databaseUrl, options.owner));
  const link = `${address}/#signin=${code}`;
  printer.emit({ owner, link, expiresAt });
  printer.sayQrCode(link);
  printer.say(`Owner    ${owner.name} (${owner.ownerId})`);
  printer.say(`Sign in  ${link}`);
  printer.say(`         It signs in once, until ${expiresAt.toLocaleTimeString()}: within the hour.`);
}

/** Where this database's console is: not where somebody else's owner has signed in. */
async function consoleUrl({ url }: ConnectionOptions): Promise<string> {
  if (url !== undefined) return checkedUrl(url, '--url');
  if (process.env.MESHPAIR_URL) return checkedUrl(process.env.MESHPAIR_URL, 'MESHPAIR_URL');
  const running = await runningMesh();
  const known = readSettings(process.env).PUBLIC_URL ?? running?.publicUrl ?? running?.url;
  if (known !== undefined) return checkedUrl(known, 'PUBLIC_URL');
  throw new CommandFailure('Where is the console? Give --url, or set PUBLIC_URL', EXIT.usage, 'no_address');
}
