export interface PairingEnd {
  readonly title: string;
  readonly text: string;
  readonly isGood: boolean;
}

const FAILURES: Readonly<Record<string, readonly [string, string]>> = {
  denied: ['Device denied', 'It got no access, and its code is of no more use.'],
  cancelled: ['Pairing cancelled', 'The code is of no more use.'],
  attempts_exceeded: [
    'Too many wrong PINs',
    'To be safe, this code is of no more use. Start again and type the PIN that the device shows then.',
  ],
  ip_conflict: [
    'Another device has this IP address',
    'It was paired at the same moment. Start again: you can then keep both, or replace it.',
  ],
  device_limit: [
    'Your mesh is full',
    'It has as many devices as it may have. Remove one, or raise MAX_DEVICES_PER_OWNER, then start again.',
  ],
  identity_mismatch: [
    'The device could not prove who it is',
    'It says that it is a node of your mesh but does not have that node’s key. If it is yours, remove the old node first.',
  ],
};

/** How a pairing ended, in words. */
export function pairingEnd(
  step: 'done' | 'failed' | 'expired',
  failed?: { readonly reason: string | null },
): PairingEnd {
  if (step === 'done') {
    return {
      title: 'is now in',
      text: 'It fetches its tokens by itself; you can put it away.',
      isGood: true,
    };
  }
  if (step === 'expired') {
    return {
      title: 'The code has expired',
      text: 'No device was added. Codes are short-lived so that nobody can use one later.',
      isGood: false,
    };
  }
  const [title, text] = FAILURES[failed?.reason ?? ''] ?? ['The pairing failed', 'No device was added.'];
  return { title, text, isGood: false };
}
