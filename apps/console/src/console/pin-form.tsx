import type { TargetedEvent, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ExistingDevice } from '../rules/address-choice.js';
import { isCompleted, pinDigits } from '../rules/pairing-step.js';
import { t } from '../state/language.js';
import { named } from './tags.js';
import { useAddressChoice } from './use-address-choice.js';
import { useDecision } from './use-decision.js';

interface Props {
  readonly deviceName: string;
  /** The devices that had the address when this one connected. */
  readonly existing: readonly ExistingDevice[];
}

/**
 * The PIN and the two answers: equal in size, side by side. What is known from the start comes before them; whatever comes
 * up, after them, so that nothing moves under the pointer.
 */
export function PinForm({ deviceName, existing }: Props): VNode {
  const { choice, choices, askAbout } = useAddressChoice(existing);
  const [isKnown] = useState(existing.length > 0);
  const { field, pin, error, busy, change, pair, deny } = useDecision(choice, askAbout);
  const submit = (event: TargetedEvent<HTMLFormElement, SubmitEvent>): void => {
    event.preventDefault();
    void pair(pin);
  };
  const type = (event: TargetedEvent<HTMLInputElement>): void => {
    const digits = pinDigits(event.currentTarget.value);
    event.currentTarget.value = digits;
    change(digits);
    // A choice that came up with the PIN is the owner's to make first.
    const isChosen = isKnown || choices === undefined;
    if (isChosen && isCompleted(pin, digits)) void pair(digits);
  };
  return (
    <form class="pin" onSubmit={submit} noValidate>
      {isKnown && choices}
      <label for="pin">{t.rich('card.pin', { name: deviceName, bdi: named })}</label>
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
      <div class="pin-answers">
        <button type="submit" class="button button-main" aria-disabled={busy !== undefined}>
          {t(busy === 'pair' ? 'card.pairing' : 'card.pair')}
        </button>
        <button
          type="button"
          class="button button-deny"
          aria-disabled={busy !== undefined}
          onClick={() => void deny()}
        >
          {t(busy === 'deny' ? 'card.denying' : 'card.deny')}
        </button>
      </div>
      <div role="alert">
        {error !== undefined && (
          <p id="pin-error" class="field-error">
            {error}
          </p>
        )}
      </div>
      {!isKnown && choices}
    </form>
  );
}
