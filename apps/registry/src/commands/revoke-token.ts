import { accepted, refused, type registryCommands, type Reply, type RequestOf } from '@meshpair/contracts';
import type { RegistryContext } from '../registry-context.js';
import { identifyCaller } from '../tokens/device-session.js';

/**
 * Ends a token (RFC 7009 §2). A token that is unknown, ended or another owner's is as good as revoked. A device
 * revokes its own only: `forbidden` for another node's. Refuses an unknown caller with `unauthorized`.
 */
export async function revokeToken(
  context: RegistryContext,
  { caller, token }: RequestOf<typeof registryCommands.revokeToken>,
): Promise<Reply<{ readonly done: true }>> {
  const known = await identifyCaller(context, caller);
  if (!known) return refused('unauthorized');
  const now = context.now();
  const verified = await context.tokens.verify(token, now);
  if (verified?.ownerId !== known.ownerId) return accepted({ done: true });
  if (known.nodeId !== undefined && known.nodeId !== verified.nodeId) return refused('forbidden');
  if (verified.use === 'session') await context.credentials.revokeSession(known.ownerId, verified.id, now);
  else await context.credentials.revokePeerToken(known.ownerId, verified.id, now);
  return accepted({ done: true });
}
