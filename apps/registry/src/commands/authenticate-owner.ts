import { accepted, digestOf, type OwnerByKey, refused, type Reply } from '@meshpair/contracts';
import { partsOfOwnerKey } from '@meshpair/domain';
import type { RegistryContext } from '../registry-context.js';

/** The owner of a key. Refuses any key that is not live with `unauthorized`. */
export async function authenticateOwner(
  { owners }: RegistryContext,
  { key }: { readonly key: string },
): Promise<Reply<OwnerByKey>> {
  const parts = partsOfOwnerKey(key);
  if (!parts) return refused('unauthorized');
  const owner = await owners.authenticate(parts.keyId, digestOf(parts.secret));
  return owner ? accepted(owner) : refused('unauthorized');
}
