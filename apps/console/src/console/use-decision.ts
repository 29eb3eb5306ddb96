import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { refusalAtTheConsole, wrongPinAtTheConsole } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import type { AddressChoice, ExistingDevice } from '../rules/address-choice.js';
import { pinComplaint } from '../rules/pairing-step.js';
import { t } from '../state/language.js';
import { denyDevice, verifyPin } from '../state/pairing.js';

const wordsOf = (refusal: Refusal): string =>
  refusal.code === 'invalid_pin'
    ? wrongPinAtTheConsole(t, refusal.attemptsLeft)
    : refusalAtTheConsole(t, refusal);

interface Decision {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly pin: string;
  readonly error: string | undefined;
  /** The answer that is on its way; there is one at a time. */
  readonly busy: 'pair' | 'deny' | undefined;
  readonly change: (pin: string) => void;
  readonly pair: (pin: string) => Promise<void>;
  readonly deny: () => Promise<void>;
}

/** The PIN that is typed, and the owner's answer. A PIN that was refused is cleared away, for six new digits. */
export function useDecision(
  choice: AddressChoice | undefined,
  askAbout: (devices: readonly ExistingDevice[]) => void,
): Decision {
  const [pin, setPin] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState<'pair' | 'deny'>();
  const field = useRef<HTMLInputElement>(null);
  const fail = (words: string): void => {
    setError(words);
    // A page that scrolls would move the answers from under the pointer.
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  };
  const change = (typed: string): void => {
    setPin(typed);
    setError(undefined);
  };
  const answer = async (which: 'pair' | 'deny', call: () => Promise<Refusal | undefined>): Promise<void> => {
    if (busy) return;
    setBusy(which);
    const refusal = await call();
    setBusy(undefined);
    if (refusal?.existingDevices) return askAbout(refusal.existingDevices);
    if (refusal?.code === 'invalid_pin') setPin('');
    if (refusal) fail(wordsOf(refusal));
  };
  const pair = async (typed: string): Promise<void> => {
    const complaint = pinComplaint(t, typed);
    return complaint === undefined ? answer('pair', () => verifyPin(typed, choice)) : fail(complaint);
  };
  return { field, pin, error, busy, change, pair, deny: () => answer('deny', denyDevice) };
}
