import { rm } from 'node:fs/promises';
import { ownerFile, savedOwner } from '../api/connection.js';
import type { Printer } from '../output/printer.js';

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
