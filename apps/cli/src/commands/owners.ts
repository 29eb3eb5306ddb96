import { v7 as uuid } from 'uuid';
import {
  type MadeOwnerKey,
  type OwnerKeyRecord,
  type OwnerKeyRefusal,
  type OwnerKeys,
  withOwnerKeys,
} from '@meshpair/persistence';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import { meshDatabaseUrl, nameFrom } from './operator.js';

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

type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: OwnerKeyRefusal };

/** The value of a result. Throws a `CommandFailure` that says why there is none. */
function accepted<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new CommandFailure(inWords(result.error), EXIT.refused, result.error.kind);
}

function inWords(refusal: OwnerKeyRefusal): string {
  switch (refusal.kind) {
    case 'not_found':
      return `There is no owner or key ${refusal.reference}: meshpair owners list shows the owners`;
    case 'ambiguous':
      return `Several owners are called ${refusal.reference}: give an id, ${refusal.ownerIds.join(' or ')}`;
    case 'name_taken':
      return `There is an owner ${refusal.name} already (${refusal.ownerId}): rotate gives it a new key`;
    case 'revoked':
      return `The key ${refusal.keyId} is revoked already`;
  }
}
