import { Logger } from '@nestjs/common';
import {
  accepted,
  type DeviceSession,
  type RefreshedTokens,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { calculateExpiry } from '@meshpair/domain';
import type { PeerTokenRefresh, RefreshOutcome } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { useDeviceSession } from '../tokens/device-session.js';
import { secondsOf, tokenTypeOf, type VerifiedToken } from '../tokens/mesh-tokens.js';

/** Who asks, and which peer token is to be replaced. */
type Presented = Pick<PeerTokenRefresh, 'ownerId' | 'nodeId' | 'tokenId' | 'sessionId'>;

const logger = new Logger('refreshToken');

/**
 * A device's next peer token. The bearer is its session token, alone or with the peer token to replace, or the peer
 * token itself. Refuses with `unauthorized` whatever is not live; a superseded token ends its family (RFC 9700 §4.14.2).
 */
export async function refreshToken(
  context: RegistryContext,
  { token, peerToken, provenKey }: RequestOf<typeof registryCommands.refreshToken>,
): Promise<Reply<RefreshedTokens>> {
  const now = context.now();
  const bearer = await context.tokens.verify(token, now);
  if (!bearer || bearer.keyThumbprint !== provenKey) return refused('unauthorized');
  if (bearer.use === 'peer' && peerToken !== undefined)
    return refused('invalid_request', { errors: [TWO_TOKENS] });
  const presented =
    bearer.use === 'peer'
      ? byPeerToken(bearer)
      : await bySession(context, { sessionToken: token, provenKey }, peerToken, now);
  if (!presented) return refused('unauthorized');
  const outcome = await context.credentials.refreshPeerToken({
    ...presented,
    now,
    issue: { id: context.newId(), expiresAt: calculateExpiry(now, context.peerTokenSeconds) },
    idleSeconds: context.sessionIdleSeconds,
  });
  if (outcome.kind !== 'refused') context.recorded();
  if (outcome.kind === 'refreshed') return accepted(await mint(context, bearer, outcome, now));
  if (outcome.kind === 'reused') {
    logger.warn(
      `Node ${presented.nodeId}: a superseded peer token was presented; its session and tokens are revoked`,
    );
  }
  return refused('unauthorized');
}

const TWO_TOKENS = { field: 'peerToken', message: 'goes with a session token only' };

const byPeerToken = ({ ownerId, nodeId, id }: VerifiedToken): Presented => ({ ownerId, nodeId, tokenId: id });

/** Undefined when the session is not live, or the peer token is not one of its node. */
async function bySession(
  context: RegistryContext,
  device: DeviceSession,
  peerToken: string | undefined,
  now: Date,
): Promise<Presented | undefined> {
  const session = await useDeviceSession(context, device);
  if (!session) return undefined;
  const { ownerId, nodeId, id: sessionId } = session;
  if (peerToken === undefined) return { ownerId, nodeId, sessionId };
  const verified = await context.tokens.verifyAs('peer', peerToken, now);
  const isOwn = verified?.ownerId === ownerId && verified.nodeId === nodeId;
  return isOwn ? { ownerId, nodeId, sessionId, tokenId: verified.id } : undefined;
}

/** A session token of an older key is renewed along with the peer token, so that the older key can go one day. */
async function mint(
  { tokens }: RegistryContext,
  { ownerId, nodeId, use, isUnderCurrentKey }: VerifiedToken,
  { permissions, peerToken, session }: Extract<RefreshOutcome, { readonly kind: 'refreshed' }>,
  now: Date,
): Promise<RefreshedTokens> {
  const { keyThumbprint } = session;
  const holder = { ownerId, nodeId, permissions, keyThumbprint };
  const isOutdated = use === 'session' && !isUnderCurrentKey;
  return {
    peerToken: tokens.mint('peer', { ...holder, ...peerToken }),
    tokenType: tokenTypeOf(keyThumbprint),
    expiresIn: secondsOf(peerToken.expiresAt) - secondsOf(now),
    permissions,
    ...(isOutdated && {
      sessionToken: tokens.mint('session', { ...holder, id: session.id, issuedAt: session.createdAt }),
    }),
  };
}
