import {
  accepted,
  type AuditKey,
  digestOf,
  type MadeAuditKey,
  type Owner,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { byOwner, partsOfAuditKey, writeAuditKey } from '@meshpair/domain';
import { type AuditKeyRecord, makeKeyParts } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';

type Context = Pick<RegistryContext, 'auditKeys' | 'now' | 'recorded'>;

/** Makes a key that reads the owner's trail; its secret is in the answer this once. */
export async function createAuditKey(
  { auditKeys, now, recorded }: Context,
  { name, ...owner }: RequestOf<typeof registryCommands.createAuditKey>,
): Promise<Reply<MadeAuditKey>> {
  const parts = makeKeyParts();
  const { keyId, secret } = parts;
  const made = await auditKeys.add({ keyId, name, secretDigest: digestOf(secret) }, byOwner(owner, now()));
  if (!made) return refused('not_found');
  recorded();
  return accepted({ ...viewOf(made), key: writeAuditKey(parts) });
}

export async function listAuditKeys(
  { auditKeys }: Context,
  { ownerId }: RequestOf<typeof registryCommands.listAuditKeys>,
): Promise<Reply<{ readonly items: readonly AuditKey[] }>> {
  return accepted({ items: (await auditKeys.list(ownerId)).map(viewOf) });
}

/** Ends it at once; gateways refuse it within five seconds. */
export async function revokeAuditKey(
  { auditKeys, now, recorded }: Context,
  { auditKeyId, ...owner }: RequestOf<typeof registryCommands.revokeAuditKey>,
): Promise<Reply<AuditKey>> {
  const ended = await auditKeys.revoke(auditKeyId, byOwner(owner, now()));
  if (!ended) return refused('not_found');
  recorded();
  return accepted(viewOf(ended));
}

/** The owner whose trail a key opens. Refuses any key that is not live with `unauthorized`. */
export async function authenticateAuditor(
  context: Context,
  { key, ownerId }: RequestOf<typeof registryCommands.authenticateAuditor>,
): Promise<Reply<Owner>> {
  const opened = await openedBy(context, key);
  const [only, ...others] = opened;
  if (only === undefined) return refused('unauthorized');
  if (ownerId === undefined) return others.length === 0 ? accepted(only) : refused('invalid_request', WHOSE);
  const owner = opened.find((each) => each.ownerId === ownerId);
  return owner ? accepted(owner) : refused('not_found');
}

const WHOSE = { errors: [{ field: 'ownerId', message: 'say whose trail: GET /audit/owners lists them' }] };

/** All whose trails a key opens. Refuses as `authenticateAuditor`. */
export async function listAuditedOwners(
  context: Context,
  { key }: RequestOf<typeof registryCommands.listAuditedOwners>,
): Promise<Reply<{ readonly items: readonly Owner[] }>> {
  const items = await openedBy(context, key);
  return items.length > 0 ? accepted({ items }) : refused('unauthorized');
}

async function openedBy({ auditKeys }: Context, key: string): Promise<readonly Owner[]> {
  const parts = partsOfAuditKey(key);
  return parts ? auditKeys.authenticate(parts.keyId, digestOf(parts.secret)) : [];
}

const viewOf = ({ keyId, name, createdAt, revokedAt }: AuditKeyRecord): AuditKey => ({
  keyId,
  name,
  createdAt: createdAt.toISOString(),
  revokedAt: revokedAt?.toISOString() ?? null,
});
