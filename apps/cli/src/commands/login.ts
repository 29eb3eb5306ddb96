import { rm } from 'node:fs/promises';
import { answerOf } from '@meshpair/client';
import { OwnerKey } from '@meshpair/contracts';
import { OWNER_KEY_FORM } from '@meshpair/domain';
import { type ConnectionOptions, gatewayUrl, ownerFile, savedOwner } from '../api/connection.js';
import { gatewayAt } from '../api/gateway-client.js';
import { writePrivateJson } from '../api/private-file.js';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';

/** Asks for the owner key, tries it, and keeps it for the commands that follow (mode 0600). */
export async function login(printer: Printer, options: ConnectionOptions): Promise<void> {
  const url = await gatewayUrl(options);
  const asker = printer.openAsker({ hidden: true });
  const key = await asker.ask(`Owner key for ${url}: `).finally(() => asker.close());
  if (!OwnerKey.safeParse(key).success || key === undefined)
    throw new CommandFailure(`An owner key is ${OWNER_KEY_FORM}`, EXIT.usage, 'bad_owner_key');
  await answerOf(gatewayAt(url, key, options).GET('/nodes', { params: { query: { limit: 1 } } }));
  await writePrivateJson(ownerFile(), { url, key });
  printer.emit({ url, file: ownerFile() });
  printer.say(`Signed in to ${url}. The key is kept in ${ownerFile()}.`);
}

/** Forgets the owner key that `meshpair login` has kept. The key itself goes on counting. */
export async function logout(printer: Printer): Promise<void> {
  const saved = await savedOwner();
  await rm(ownerFile(), { force: true });
  printer.emit({ url: saved?.url ?? null, signedOut: saved !== undefined });
  printer.say(
    saved === undefined ? 'No owner key was kept.' : `Signed out of ${saved.url}: ${ownerFile()} is gone.`,
  );
  if (saved !== undefined) printer.say('The key itself still counts: meshpair owners revoke ends it.');
  if (process.env.MESHPAIR_OWNER_KEY) printer.say('MESHPAIR_OWNER_KEY is set, and still signs you in.');
}
