import { accepted, digestOf, type KeyHolder, refused, type Reply } from '@meshpair/contracts';
import { partsOfOwnerKey } from '@meshpair/domain';
import type { RegistryContext } from '../registry-context.js';

/** The owner of a key, and the person whose it is. Refuses any key that is not live with `unauthorized`. */
export async function authenticateOwner(
  { owners }: RegistryContext,
  { key }: { readonly key: string },
): Promise<Reply<KeyHolder>> {
  const parts = partsOfOwnerKey(key);
  if (!parts) return refused('unauthorized');
  const owner = await owners.authenticate(parts.keyId, digestOf(parts.secret));
  if (!owner) return refused('unauthorized');
  const { ownerId, name, person, touchRule, isAdmin } = owner;
  return accepted({ ownerId, name, touchRule, isAdmin, ...(person && { person }) });
}
