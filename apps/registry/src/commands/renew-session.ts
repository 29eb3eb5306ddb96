import { Logger } from '@nestjs/common';
import {
  accepted,
  type AnswerOf,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import type { RegistryContext } from '../registry-context.js';
import { findDeviceSession } from '../tokens/device-session.js';
import { secondsOf, tokenTypeOf } from '../tokens/mesh-tokens.js';

/** A lost answer loses nothing: the same refresh token is answered again for so long, and is as good as reused after that. */
const REPEATED_WITHIN_SECONDS = 60;

const logger = new Logger('renewSession');

/** The first refresh token of a session, whoever has its token; its use is none of the session. */
export async function beginRenewal(
  context: RegistryContext,
  device: RequestOf<typeof registryCommands.beginRenewal>,
): Promise<Reply<AnswerOf<typeof registryCommands.beginRenewal>>> {
  const session = await findDeviceSession(context, device);
  if (!session) return refused('unauthorized');
  return accepted({
    refreshToken: context.refreshTokens.mint({ sessionId: session.id, count: 0 }),
    expiresIn: secondsOf(session.expiresAt) - secondsOf(context.now()),
  });
}

/** The session goes on: with its token, which is the same, and the next refresh token. */
export async function renewSession(
  { tokens, credentials, refreshTokens, now, recorded, sessionIdleSeconds }: RegistryContext,
  { refreshToken, provenKey }: RequestOf<typeof registryCommands.renewSession>,
): Promise<Reply<AnswerOf<typeof registryCommands.renewSession>>> {
  const at = now();
  const renewal = refreshTokens.read(refreshToken);
  if (!renewal) return refused('unauthorized');
  const outcome = await credentials.renewSession({
    ...renewal,
    keyThumbprint: provenKey ?? null,
    now: at,
    idleSeconds: sessionIdleSeconds,
    repeatedWithinSeconds: REPEATED_WITHIN_SECONDS,
  });
  if (outcome.kind === 'reused') {
    recorded();
    logger.warn(`Session ${renewal.sessionId}: a used refresh token was presented; its node is signed out`);
  }
  if (outcome.kind !== 'renewed') return refused('unauthorized');
  const { id, ownerId, nodeId, permissions, createdAt, expiresAt } = outcome.session;
  return accepted({
    sessionToken: tokens.mint('session', {
      id,
      ownerId,
      nodeId,
      permissions,
      issuedAt: createdAt,
      keyThumbprint: provenKey,
    }),
    tokenType: tokenTypeOf(provenKey),
    refreshToken: refreshTokens.mint({ sessionId: id, count: renewal.count + 1 }),
    expiresIn: secondsOf(expiresAt) - secondsOf(at),
    nodeId,
    permissions: [...permissions],
  });
}
