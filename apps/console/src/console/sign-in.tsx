import type { TargetedEvent, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { refusalAtTheConsole } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import { accountOutcome } from '../state/account-outcome.js';
import { t } from '../state/language.js';
import { signIn } from '../state/session.js';
import { Mark } from './mark.js';
import { OtherWays } from './other-ways.js';

const REASONS = {
  expired: 'signIn.expired',
  linkExpired: 'signIn.linkExpired',
  signedOut: 'signIn.signedOut',
} as const;

const wordsOf = (refusal: Refusal): string =>
  ['unauthorized', 'invalid_request'].includes(refusal.code)
    ? t('signIn.wrongKey')
    : refusalAtTheConsole(t, refusal);

/** Signs in with the owner's key. */
export function SignIn({ reason }: { readonly reason: keyof typeof REASONS | undefined }): VNode {
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const submit = async (event: TargetedEvent<HTMLFormElement, SubmitEvent>): Promise<void> => {
    event.preventDefault();
    const key = input.current?.value.trim() ?? '';
    if (key === '' || isBusy) return void input.current?.focus();
    setBusy(true);
    const refusal = await signIn({ key });
    setBusy(false);
    if (!refusal) return;
    setError(wordsOf(refusal));
    input.current?.focus();
    input.current?.select();
  };
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <Mark />
        <h1>{t('signIn.title')}</h1>
        {accountOutcome.value && (
          <p class="note note-warn" role="status">
            {t(`account.${accountOutcome.value}`)}
          </p>
        )}
        {reason && (
          <p class={reason === 'linkExpired' ? 'note note-warn' : 'note'} role="status">
            {t(REASONS[reason])}
          </p>
        )}
        <form onSubmit={(event) => void submit(event)} noValidate>
          <label for="key">{t('signIn.key')}</label>
          <input
            id="key"
            ref={input}
            type="password"
            dir="ltr"
            autocomplete="current-password"
            autocapitalize="none"
            spellcheck={false}
            placeholder="mpo_…"
            aria-describedby={error === undefined ? 'key-hint' : 'key-error key-hint'}
            aria-invalid={error !== undefined}
          />
          <div role="alert">
            {error !== undefined && (
              <p id="key-error" class="field-error">
                {error}
              </p>
            )}
          </div>
          <button type="submit" class="button button-main" aria-disabled={isBusy}>
            {t(isBusy ? 'signIn.busy' : 'signIn.button')}
          </button>
          <p id="key-hint" class="hint">
            {t('signIn.hint')}
          </p>
        </form>
        <OtherWays />
      </div>
    </main>
  );
}
