import { accepted, refused, type Owner, type Reply } from '@meshpair/contracts';
import { ownerKeyDigest } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';

const KEY = /^mpo_([a-z0-9]+)_([A-Za-z0-9]+)$/;

/** The owner of a key `mpo_<id>_<secret>`. Refuses any key that is not live with `unauthorized`. */
export async function authenticateOwner(
  { owners }: RegistryContext,
  { key }: { readonly key: string },
): Promise<Reply<Owner>> {
  const [, keyId, secret] = KEY.exec(key) ?? [];
  if (keyId === undefined || secret === undefined) return refused('unauthorized');
  const owner = await owners.authenticate(keyId, ownerKeyDigest(secret));
  return owner ? accepted({ ownerId: owner.ownerId, name: owner.name }) : refused('unauthorized');
}
