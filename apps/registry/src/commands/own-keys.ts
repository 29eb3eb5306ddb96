import {
  accepted,
  type MadeOwnerKey,
  type OwnerKeyView,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { byOwner, partsOfOwnerKey, writeOwnerKey } from '@meshpair/domain';
import type { OwnerKeyRecord } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';

type Context = Pick<RegistryContext, 'ownKeys' | 'now' | 'recorded'>;

export async function listOwnerKeys(
  { ownKeys }: Context,
  { ownerId }: RequestOf<typeof registryCommands.listOwnerKeys>,
): Promise<Reply<{ readonly items: readonly OwnerKeyView[] }>> {
  return accepted({ items: (await ownKeys.list(ownerId)).map(viewOf) });
}

/** Makes a key with a live one of the same owner; its secret is in the answer this once. */
export async function makeOwnerKey(
  { ownKeys, now, recorded }: Context,
  { ownerId, key, replaceAfterSeconds }: RequestOf<typeof registryCommands.makeOwnerKey>,
): Promise<Reply<MadeOwnerKey>> {
  const by = partsOfOwnerKey(key);
  const made = by && (await ownKeys.make({ ownerId, by, replaceAfterSeconds, now: now() }));
  if (!made) {
    const errors = [{ field: 'key', message: 'must be a live key of yours' }];
    return refused('invalid_request', { errors });
  }
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
  const ended = await ownKeys.revoke(ownerKeyId, byOwner(owner, now()));
  if (ended === undefined) return refused('not_found');
  if (ended === 'last')
    return refused('conflict', { detail: 'It is the last key: make another before you revoke it' });
  recorded();
  return accepted(viewOf(ended));
}

const viewOf = ({ keyId, createdAt, lastUsedAt, endsAt, isLive }: OwnerKeyRecord): OwnerKeyView => ({
  keyId,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  endsAt: endsAt?.toISOString() ?? null,
  isLive,
});
