import type { TargetedEvent, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Refusal } from '../api/problem.js';
import { attemptsWords, pinComplaint, pinDigits } from '../rules/pin-input.js';
import { refusalWords } from '../rules/refusal-words.js';
import { denyDevice, verifyPin } from '../state/pairing.js';

const wordsOf = (refusal: Refusal): string =>
  refusal.code === 'invalid_pin' ? attemptsWords(refusal.attemptsLeft) : refusalWords(refusal);

/** The PIN and the two answers: equal in size, side by side. */
export function PinForm({ deviceName }: { readonly deviceName: string }): VNode {
  const [pin, setPin] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState<'pair' | 'deny'>();
  const field = useRef<HTMLInputElement>(null);
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
    const refusal = await (which === 'pair' ? verifyPin(pin) : denyDevice());
    setBusy(undefined);
    if (refusal) fail(wordsOf(refusal));
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
    </form>
  );
}
