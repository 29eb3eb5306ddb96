import { FAILURES_AT_THE_CONSOLE, failureWords, type Words } from '@meshpair/words';

export interface PairingEnd extends Words {
  readonly isGood: boolean;
}

const PAIRED: Words = { title: 'is now in', text: 'It fetches its tokens by itself; you can put it away.' };
const FAILED: Words = { title: 'The pairing failed', text: 'No device was added.' };

/** How a pairing ended, in words. */
export function pairingEnd(
  step: 'done' | 'failed' | 'expired',
  failed?: { readonly reason: string | null },
): PairingEnd {
  if (step === 'done') return { ...PAIRED, isGood: true };
  const reason = step === 'expired' ? step : failed?.reason;
  return { ...failureWords<Words>(FAILURES_AT_THE_CONSOLE, reason, FAILED), isGood: false };
}
