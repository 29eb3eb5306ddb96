import { v7 as uuid } from 'uuid';
import { type MadeOwnerKey, type OwnerKeyRecord, type OwnerKeys, withOwnerKeys } from '@meshpair/persistence';
import type { Printer } from '../output/printer.js';
import { accepted, meshDatabaseUrl, nameFrom } from './operator.js';

const withMesh = async <T>(work: (keys: OwnerKeys) => Promise<T>): Promise<T> =>
  withOwnerKeys(await meshDatabaseUrl(), work);

export async function listOwners(printer: Printer): Promise<void> {
  printer.list(
    await withMesh((keys) => keys.list()),
    {
      OWNER: ({ ownerId }) => ownerId,
      NAME: ({ name }) => name,
      DEVICES: ({ devices }) => String(devices),
      'LIVE KEYS': ({ liveKeys }) => String(liveKeys),
      ADMIN: ({ isAdmin }) => (isAdmin ? 'yes' : ''),
      SINCE: ({ createdAt }) => createdAt.toISOString(),
    },
    'No owners yet. `meshpair owners create <name>` adds one.',
  );
}

export async function listOwnerKeys(printer: Printer, reference: string): Promise<void> {
  const { owner, keys } = accepted(await withMesh((mesh) => mesh.keys(reference)));
  printer.say(`Keys of ${owner.name} (${owner.ownerId})`);
  printer.list(
    keys,
    { KEY: ({ keyId }) => keyId, MADE: ({ createdAt }) => createdAt.toISOString(), STATE: stateOf },
    'None: `meshpair owners rotate` makes one.',
  );
}

export async function createOwner(printer: Printer, text: string): Promise<void> {
  const name = nameFrom(text);
  sayMadeKey(printer, accepted(await withMesh((keys) => keys.create(uuid(), name))));
}

export async function rotateOwnerKey(
  printer: Printer,
  reference: string,
  graceSeconds: number,
): Promise<void> {
  sayMadeKey(printer, accepted(await withMesh((keys) => keys.rotate(reference, graceSeconds))));
}

export async function revokeOwnerKey(printer: Printer, keyId: string): Promise<void> {
  const revoked = accepted(await withMesh((keys) => keys.revoke(keyId)));
  printer.emit(revoked);
  printer.say(`The key ${keyId} is revoked.`);
  if (revoked.liveKeys === 0)
    printer.say(`Its owner has no key left: meshpair owners rotate ${revoked.key.ownerId} makes one.`);
}

export async function setAdmin(printer: Printer, reference: string, isAdmin: boolean): Promise<void> {
  const owner = accepted(await withMesh((keys) => keys.setAdmin(reference, isAdmin)));
  printer.emit({ ...owner, isAdmin });
  printer.say(
    isAdmin
      ? `${owner.name} sees all owners and may add others, within five seconds.`
      : `${owner.name} is no admin.`,
  );
}

/** For who has lost the passkey that was asked for. */
export async function endTouches(printer: Printer, reference: string): Promise<void> {
  const owner = accepted(await withMesh((keys) => keys.endTouches(reference)));
  printer.emit(owner);
  printer.say(`${owner.name} verifies PINs without a passkey again, within five seconds.`);
}

function sayMadeKey(printer: Printer, made: MadeOwnerKey): void {
  printer.emit(made);
  printer.say(`Owner   ${made.owner.name} (${made.owner.ownerId})`);
  printer.say(`Key     ${made.key}`);
  printer.say('        Keep it: it is shown this once.');
  for (const old of made.replaced) printer.say(`Old     ${old.keyId}: ${stateOf(old)}`);
}

function stateOf({ isLive, endsAt }: OwnerKeyRecord): string {
  if (endsAt === null) return 'live';
  return `${isLive ? 'live until' : 'revoked'} ${endsAt.toISOString()}`;
}
