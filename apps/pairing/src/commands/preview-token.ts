import {
  accepted,
  digestOf,
  type AnswerOf,
  type pairingCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { isExpired, isOpen } from '@meshpair/domain';
import { refusal, tokenNotFound } from '../batch/decision.js';
import type { PairingContext } from '../pairing-context.js';

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
