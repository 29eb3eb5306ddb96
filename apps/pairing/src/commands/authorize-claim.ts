import {
  accepted,
  type AnswerOf,
  type pairingCommands,
  refused,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { wrongState } from '@meshpair/domain';
import { answer, notFound, refusal } from '../batch/decision.js';
import type { PairingContext } from '../pairing-context.js';
import { holdsClaimSecret } from '../views/reader.js';

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
