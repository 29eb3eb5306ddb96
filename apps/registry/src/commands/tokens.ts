import {
  accepted,
  type Introspection,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { type Actor, ownerBy } from '@meshpair/domain';
import type { SessionRecord, TokenRecord } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { identifyCaller } from '../tokens/device-session.js';
import {
  confirmationOf,
  secondsOf,
  TOKEN_AUDIENCE,
  TOKEN_ISSUER,
  tokenTypeOf,
  type VerifiedToken,
} from '../tokens/mesh-tokens.js';

const INACTIVE: Introspection = { active: false };

/**
 * What a token is worth now (RFC 7662 §2.2). Looking at a token does not use its session. Anything that is not a
 * live token of the caller's owner is `{active: false}`, without a reason. Refuses an unknown caller with `unauthorized`.
 */
export async function introspectToken(
  context: RegistryContext,
  { caller, token }: RequestOf<typeof registryCommands.introspectToken>,
): Promise<Reply<Introspection>> {
  const known = await identifyCaller(context, caller);
  if (!known) return refused('unauthorized');
  const now = context.now();
  const verified = await context.tokens.verify(token, now);
  if (verified?.ownerId !== known.ownerId) return accepted(INACTIVE);
  const record = await findRecord(context, verified, now);
  if (record?.ownerId !== verified.ownerId || record.nodeId !== verified.nodeId) return accepted(INACTIVE);
  return accepted(activeAnswer(verified, record));
}

type LiveRecord = Omit<SessionRecord, 'createdAt'> & Pick<TokenRecord, 'issuedAt'>;

async function findRecord(
  { credentials }: RegistryContext,
  { use, id }: VerifiedToken,
  now: Date,
): Promise<LiveRecord | undefined> {
  if (use === 'peer') return credentials.findPeerToken(id, now);
  const session = await credentials.findSession(id, now);
  return session && { ...session, issuedAt: session.createdAt };
}

/** The permissions and the expiry are the row's: an owner may have changed them since the token was minted. */
const activeAnswer = ({ use, keyThumbprint }: VerifiedToken, record: LiveRecord): Introspection => ({
  active: true,
  token_type: tokenTypeOf(keyThumbprint),
  token_use: use,
  scope: record.permissions.join(' '),
  sub: record.nodeId,
  jti: record.id,
  iss: TOKEN_ISSUER,
  aud: TOKEN_AUDIENCE,
  iat: secondsOf(record.issuedAt),
  exp: secondsOf(record.expiresAt),
  owner_id: record.ownerId,
  ...confirmationOf(keyThumbprint),
});

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
  const actor: Actor = known.nodeId === undefined ? ownerBy(known) : { kind: 'device', id: known.nodeId };
  await context.credentials.revoke(known.ownerId, verified, { actor, now });
  context.recorded();
  return accepted({ done: true });
}
