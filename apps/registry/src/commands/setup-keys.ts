import {
  accepted,
  DEFAULT_PERMISSIONS,
  type MadeSetupKey,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
  SETUP_KEY_SECONDS,
  SETUP_KEY_USES,
  type SetupKeyView,
} from '@meshpair/contracts';
import { byOwner, inOrder, partsOfOwnerKey, writeSetupKey } from '@meshpair/domain';
import type { SetupKeyRecord } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { holderOf, KEY_WANTED } from './own-keys.js';

type Context = Pick<RegistryContext, 'setupKeys' | 'now' | 'recorded'>;

/** Makes a setup key with a live key of who asks; its secret is in the answer this once. */
export async function makeSetupKey(
  { setupKeys, now, recorded }: Context,
  { key, ttlSeconds, ...wanted }: RequestOf<typeof registryCommands.makeSetupKey>,
): Promise<Reply<MadeSetupKey>> {
  const by = partsOfOwnerKey(key);
  if (!by) return KEY_WANTED;
  const { ownerId, person, label, ephemeralSeconds } = wanted;
  const made = await setupKeys.make({
    label,
    seconds: ttlSeconds ?? SETUP_KEY_SECONDS.standard,
    uses: wanted.uses ?? SETUP_KEY_USES.standard,
    permissions: wanted.permissions ?? DEFAULT_PERMISSIONS,
    tags: inOrder(wanted.tags ?? []),
    ephemeralSeconds,
    asksOwner: wanted.asksOwner ?? false,
    onIpConflict: wanted.onIpConflict ?? 'allow',
    by,
    asking: { ownerId, person },
    now: now(),
  });
  if (!made) return KEY_WANTED;
  recorded();
  const setupKey = writeSetupKey({ keyId: made.setupKeyId, secret: made.secret });
  return accepted({ ...viewOf(now())(made), setupKey });
}

export async function listSetupKeys(
  { setupKeys, now }: Context,
  { ownerId }: RequestOf<typeof registryCommands.listSetupKeys>,
): Promise<Reply<{ readonly items: readonly SetupKeyView[] }>> {
  return accepted({ items: (await setupKeys.list(ownerId)).map(viewOf(now())) });
}

/** Lets no more devices in, at once. */
export async function revokeSetupKey(
  { setupKeys, now, recorded }: Context,
  { setupKeyId, ...owner }: RequestOf<typeof registryCommands.revokeSetupKey>,
): Promise<Reply<SetupKeyView>> {
  const revoked = await setupKeys.revoke(setupKeyId, byOwner(owner, now()));
  if (!revoked) return refused('not_found');
  recorded();
  return accepted(viewOf(now())(revoked));
}

const viewOf =
  (now: Date) =>
  ({ ownerId: _, hasEnded, ...key }: SetupKeyRecord): SetupKeyView => ({
    setupKeyId: key.setupKeyId,
    label: key.label,
    uses: key.uses,
    used: key.used,
    permissions: [...key.permissions],
    tags: [...key.tags],
    ephemeralSeconds: key.ephemeralSeconds,
    asksOwner: key.asksOwner,
    onIpConflict: key.onIpConflict,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt.toISOString(),
    revokedAt: key.revokedAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    isLive: !hasEnded && key.used < key.uses && now < key.expiresAt,
    person: holderOf(key.person),
  });
