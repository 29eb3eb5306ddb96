import type { TargetedEvent, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { refusalAtTheConsole, wrongPinAtTheConsole } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import type { ExistingDevice } from '../rules/address-choice.js';
import { pinComplaint, pinDigits } from '../rules/pairing-step.js';
import { denyDevice, verifyPin } from '../state/pairing.js';
import { useAddressChoice } from './use-address-choice.js';

const wordsOf = (refusal: Refusal): string =>
  refusal.code === 'invalid_pin' ? wrongPinAtTheConsole(refusal.attemptsLeft) : refusalAtTheConsole(refusal);

interface Props {
  readonly deviceName: string;
  /** The devices that had the address when this one connected. */
  readonly existing: readonly ExistingDevice[];
}

/**
 * The PIN and the two answers: equal in size, side by side. A choice about the address that is known from the start comes
 * before them; one that comes up with the PIN, after them, so that nothing moves under the pointer.
 */
export function PinForm({ deviceName, existing }: Props): VNode {
  const [pin, setPin] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState<'pair' | 'deny'>();
  const field = useRef<HTMLInputElement>(null);
  const { choice, choices, askAbout } = useAddressChoice(existing);
  const fail = (words: string): void => {
    setError(words);
    field.current?.focus();
    field.current?.select();
  };
  const act = async (which: 'pair' | 'deny'): Promise<void> => {
    if (busy) return;
    const complaint = which === 'pair' ? pinComplaint(pin) : undefined;
    if (complaint !== undefined) return fail(complaint);
    setBusy(which);
    const refusal = await (which === 'pair' ? verifyPin(pin, choice) : denyDevice());
    setBusy(undefined);
    if (refusal?.existingDevices) askAbout(refusal.existingDevices);
    else if (refusal) fail(wordsOf(refusal));
  };
  const submit = (event: TargetedEvent<HTMLFormElement, SubmitEvent>): void => {
    event.preventDefault();
    void act('pair');
  };
  const type = (event: TargetedEvent<HTMLInputElement>): void => {
    const digits = pinDigits(event.currentTarget.value);
    event.currentTarget.value = digits;
    setPin(digits);
    setError(undefined);
  };
  return (
    <form class="pin" onSubmit={submit} noValidate>
      {existing.length > 0 && choices}
      <label for="pin">
        PIN on the screen of <bdi>{deviceName}</bdi>
      </label>
      <input
        id="pin"
        ref={field}
        class="pin-field"
        data-first-focus
        type="text"
        inputMode="numeric"
        autocomplete="off"
        dir="ltr"
        value={pin}
        placeholder="000000"
        aria-describedby={error === undefined ? undefined : 'pin-error'}
        aria-invalid={error !== undefined}
        onInput={type}
      />
      <div role="alert">
        {error !== undefined && (
          <p id="pin-error" class="field-error">
            {error}
          </p>
        )}
      </div>
      <div class="pin-answers">
        <button type="submit" class="button button-main" aria-disabled={busy !== undefined}>
          {busy === 'pair' ? 'Checking…' : 'Pair'}
        </button>
        <button
          type="button"
          class="button button-deny"
          aria-disabled={busy !== undefined}
          onClick={() => void act('deny')}
        >
          {busy === 'deny' ? 'Denying…' : 'Deny'}
        </button>
      </div>
      {existing.length === 0 && choices}
    </form>
  );
}
