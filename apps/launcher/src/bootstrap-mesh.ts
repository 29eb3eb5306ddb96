import { isIPv4 } from 'node:net';
import { platform } from 'node:os';
import { v7 as uuid } from 'uuid';
import { DEFAULT_PERMISSIONS, digestOf } from '@meshpair/contracts';
import {
  createDataSource,
  databaseTime,
  makeOwnerKey,
  parseOwnerKey,
  poolOf,
  PostgresMeshNodes,
  PostgresOwners,
} from '@meshpair/persistence';
import { lanAddress, type Settings } from '@meshpair/settings';

/** What became of the first owner's key. */
export type OwnerKeyOutcome =
  | { readonly kind: 'made'; readonly key: string }
  | { readonly kind: 'taken from MESHPAIR_OWNER_KEY' }
  | { readonly kind: 'exists' };

/** Sees to it that a migrated database has an owner with a key and the host's own node. */
export async function bootstrapMesh(databaseUrl: string, settings: Settings): Promise<OwnerKeyOutcome> {
  const source = await createDataSource(databaseUrl, 'registry', { poolSize: 1 }).initialize();
  try {
    const now = await databaseTime(poolOf(source));
    const key = settings.MESHPAIR_OWNER_KEY ?? makeOwnerKey();
    const { keyId, secret } = parseOwnerKey(key);
    const { owner, created } = await new PostgresOwners(source).ensureFirst({
      ownerId: uuid(),
      name: 'Owner',
      keyId,
      secretDigest: digestOf(secret),
      now,
    });
    await new PostgresMeshNodes(poolOf(source)).upsertHost(owner.ownerId, {
      id: uuid(),
      name: settings.HOST_NODE_NAME,
      role: 'host',
      ip: await hostAddress(settings.PUBLIC_URL),
      port: settings.PORT,
      platform: platform(),
      permissions: DEFAULT_PERMISSIONS,
      createdAt: now,
      updatedAt: now,
    });
    if (!created) return { kind: 'exists' };
    return settings.MESHPAIR_OWNER_KEY === undefined
      ? { kind: 'made', key }
      : { kind: 'taken from MESHPAIR_OWNER_KEY' };
  } finally {
    await source.destroy();
  }
}

/** The address that devices are told; a container's own would lead nowhere. */
async function hostAddress(publicUrl: string | undefined): Promise<string> {
  const host = publicUrl === undefined ? '' : new URL(publicUrl).hostname;
  return isIPv4(host) ? host : lanAddress();
}
