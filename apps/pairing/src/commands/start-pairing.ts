import {
  accepted,
  DEFAULT_PERMISSIONS,
  digestOf,
  type pairingCommands,
  type PairingView,
  type Reply,
  type RequestOf,
  type StartedPairing,
} from '@meshpair/contracts';
import { failPairing, ownerBy, startPairing as decideStart } from '@meshpair/domain';
import { notFound, refusal } from '../batch/decision.js';
import { tooManyRequests } from '../limits/pairing-limits.js';
import type { PairingContext } from '../pairing-context.js';
import { newSecret, newUserCode } from '../secrets.js';
import { viewOf } from '../views/pairing-view.js';

/** Opens a pairing for an owner. Answers the join token, which is nowhere kept in the clear. */
export async function startPairing(
  context: PairingContext,
  request: RequestOf<typeof pairingCommands.startPairing>,
): Promise<Reply<StartedPairing>> {
  const { ownerId, ttlSeconds, permissions, label } = request;
  const admission = await context.limits.starts.enter(ownerId);
  if (!admission.isAdmitted) return tooManyRequests(admission);
  const token = newSecret(context.randomBytes);
  const userCode = newUserCode(context.randomBytes);
  const pairing = {
    pairingId: context.newId(),
    ownerId,
    tokenDigest: digestOf(token),
    codeDigest: context.codeDigests[0](userCode),
    permissions: permissions ?? DEFAULT_PERMISSIONS,
    label,
    ttlSeconds: ttlSeconds ?? context.ttlSeconds,
    actor: ownerBy(request),
  };
  return context.batch.decide<StartedPairing>(undefined, (_none, now) => {
    const transition = decideStart({ ...pairing, now });
    const { pairingId, createdAt, expiresAt } = transition.state;
    const started: StartedPairing = {
      pairingId,
      token,
      userCode,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    };
    return { reply: accepted(started), transition };
  });
}

/** The owner ends an open pairing; too late once the PIN was verified. */
export const endPairing = (
  context: PairingContext,
  { ownerId, pairingId, ...by }: RequestOf<typeof pairingCommands.denyPairing>,
  reason: 'denied' | 'cancelled',
): Promise<Reply<PairingView>> =>
  context.batch.decide<PairingView>({ pairingId }, (state, now) => {
    if (state?.ownerId !== ownerId) return notFound;
    const decided = failPairing(state, reason, now, ownerBy(by));
    if (!decided.ok) return refusal(decided.error);
    return { reply: accepted(viewOf(decided.value.state)), transition: decided.value };
  });
