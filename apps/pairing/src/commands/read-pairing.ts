import {
  accepted,
  type AnswerOf,
  type CloudEvent,
  digestOf,
  type pairingCommands,
  type PairingView,
  refused,
  type Reply,
  type RequestOf,
  sourceOf,
  toCloudEvent,
} from '@meshpair/contracts';
import { isExpired, isOpen, type OpenState, wrongState } from '@meshpair/domain';
import { answer, notFound, refusal, tokenNotFound } from '../batch/decision.js';
import type { PairingContext } from '../pairing-context.js';
import { viewOf } from '../views/pairing-view.js';
import { eventFor, holdsClaimSecret, refusalToRead, viewFor } from '../views/reader.js';

/** One pairing, for its owner or its device. One whose time has run out says so before its failure is recorded. */
export const getPairing = (
  context: PairingContext,
  { pairingId, reader }: RequestOf<typeof pairingCommands.getPairing>,
): Promise<Reply<PairingView>> =>
  context.batch.decide<PairingView>({ pairingId }, (state, now) => {
    if (!state) return notFound;
    const error = refusalToRead(state, reader);
    if (error) return { reply: { ok: false, error } };
    return {
      reply: accepted({ ...viewFor(reader, viewOf(state)), ...(isOpen(state) && timeLeftOf(state, now)) }),
    };
  });

const timeLeftOf = (state: OpenState, now: Date): Pick<PairingView, 'expired' | 'secondsLeft'> =>
  isExpired(state, now)
    ? { expired: true }
    : { secondsLeft: Math.round((state.expiresAt.getTime() - now.getTime()) / 1000) };

type Preview = AnswerOf<typeof pairingCommands.previewToken>;

/** Where a join token leads, for the join page. Changes nothing. */
export const previewToken = (
  context: PairingContext,
  { token }: RequestOf<typeof pairingCommands.previewToken>,
): Promise<Reply<Preview>> =>
  context.batch.decide<Preview>({ tokenDigest: digestOf(token) }, (state, now) => {
    if (!state) return tokenNotFound;
    const { kind, expiresAt } = state;
    const ranOut = isOpen(state) && isExpired(state, now);
    if (ranOut || (kind === 'Failed' && state.reason === 'expired')) {
      return refusal({ kind: 'Expired', expiresAt });
    }
    const reason = kind === 'Failed' ? state.reason : null;
    return { reply: accepted({ state: kind, expiresAt: expiresAt.toISOString(), reason }) };
  });

/** One pairing's events after a sequence, in order, for its owner or its device. */
export async function readEvents(
  context: PairingContext,
  { pairingId, reader, afterSequence }: RequestOf<typeof pairingCommands.readEvents>,
): Promise<Reply<{ readonly items: readonly CloudEvent[] }>> {
  const readable = await getPairing(context, { pairingId, reader });
  if (!readable.ok) return readable;
  // Nobody can have seen more than there is, but for a restore.
  if (afterSequence > readable.value.sequence) return refused('cursor_expired');
  const events = await context.repository.readEvents(pairingId, afterSequence);
  return accepted({ items: events.map((event) => toCloudEvent(eventFor(reader, event), sourceOf(event))) });
}

type Claim = AnswerOf<typeof pairingCommands.authorizeClaim>;

/** Whether the holder of this claim secret may have its tokens; the registry mints them. */
export const authorizeClaim = (
  context: PairingContext,
  { pairingId, claimSecret }: RequestOf<typeof pairingCommands.authorizeClaim>,
): Promise<Reply<Claim>> =>
  context.batch.decide<Claim>({ pairingId }, (state) => {
    if (!state) return notFound;
    if (!holdsClaimSecret(state, claimSecret)) return answer(refused('unauthorized'));
    if (state.kind === 'Failed') return refusal(wrongState(state));
    if (state.kind !== 'DeviceRegistered') return answer(refused('not_registered_yet'));
    return { reply: accepted({ ownerId: state.ownerId, nodeId: state.node.id, sessionId: state.sessionId }) };
  });
