import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { refusalAtTheConsole } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import { t } from '../state/language.js';
import { accountProvider, loadSignInWays, passkeyPlace } from '../state/sign-in-ways.js';

/** How to sign in beside the key, where the mesh offers it. */
export function OtherWays(): VNode | null {
  const [refusal, setRefusal] = useState<Refusal>();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => void loadSignInWays(), []);
  const provider = accountProvider.value;
  const hasPasskeys = passkeyPlace.value?.kind === 'here';
  if (!provider && !hasPasskeys) return null;
  const byPasskey = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setRefusal(undefined);
    // Fetched when it is wanted: the first screen does without.
    const { signInByPasskey } = await import('../passkeys/authenticator.js');
    const outcome = await signInByPasskey();
    setBusy(false);
    setRefusal(outcome);
  };
  return (
    <div class="other-ways">
      {hasPasskeys && (
        <button type="button" class="button" aria-disabled={isBusy} onClick={() => void byPasskey()}>
          {t('signIn.byPasskey')}
        </button>
      )}
      {provider && (
        <a class="button" href={provider.startUrl}>
          {t('signIn.byAccount', { provider: provider.name })}
        </a>
      )}
      <div role="alert">{refusal && <p class="field-error">{refusalAtTheConsole(t, refusal)}</p>}</div>
    </div>
  );
}
