import {
  accepted,
  type MadeOwnerKey,
  type OwnerKeyView,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { byOwner, partsOfOwnerKey, type Person, writeOwnerKey } from '@meshpair/domain';
import type { OwnerKeyRecord } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';

/** What may not be had without showing a live key of who asks. */
export const KEY_WANTED = refused('invalid_request', {
  errors: [{ field: 'key', message: 'must be a live key of yours' }],
});

type Context = Pick<RegistryContext, 'ownKeys' | 'now' | 'recorded'>;

export async function listOwnerKeys(
  { ownKeys }: Context,
  { ownerId, person }: RequestOf<typeof registryCommands.listOwnerKeys>,
): Promise<Reply<{ readonly items: readonly OwnerKeyView[] }>> {
  return accepted({ items: (await ownKeys.list(ownerId, person)).map(viewOf) });
}

/** Makes a key with a live one of the same person; its secret is in the answer this once. */
export async function makeOwnerKey(
  { ownKeys, now, recorded }: Context,
  { ownerId, person, key, replaceAfterSeconds }: RequestOf<typeof registryCommands.makeOwnerKey>,
): Promise<Reply<MadeOwnerKey>> {
  const by = partsOfOwnerKey(key);
  const made = by && (await ownKeys.make({ ownerId, by, person, replaceAfterSeconds, now: now() }));
  if (!made) return KEY_WANTED;
  recorded();
  return accepted({
    keyId: made.keyId,
    key: writeOwnerKey(made),
    replaced: made.replaced && viewOf(made.replaced),
  });
}

/** Ends it at once; gateways refuse it within five seconds. */
export async function revokeOwnerKey(
  { ownKeys, now, recorded }: Context,
  { ownerKeyId, ...owner }: RequestOf<typeof registryCommands.revokeOwnerKey>,
): Promise<Reply<OwnerKeyView>> {
  const ended = await ownKeys.revoke(ownerKeyId, owner.person, byOwner(owner, now()));
  if (ended === undefined) return refused('not_found');
  if (ended === 'last')
    return refused('conflict', { detail: 'It is the last key: make another before you revoke it' });
  if (ended === 'founders') return refused('conflict', { detail: 'Only the founder revokes this key' });
  recorded();
  return accepted(viewOf(ended));
}

const viewOf = ({ keyId, createdAt, lastUsedAt, endsAt, isLive, person }: OwnerKeyRecord): OwnerKeyView => ({
  keyId,
  person: holderOf(person),
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  endsAt: endsAt?.toISOString() ?? null,
  isLive,
});

/** Whose a key or console is, without the role. */
export const holderOf = (person: Person | null): OwnerKeyView['person'] =>
  person && { personId: person.personId, name: person.name };
