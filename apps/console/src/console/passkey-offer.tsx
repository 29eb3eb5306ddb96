import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { refusalAtTheConsole } from '@meshpair/words';
import { gateway, outcomeOf } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { announce } from '../state/announcements.js';
import { keyInHand } from '../state/key-in-hand.js';
import { t } from '../state/language.js';
import { goToSettings } from '../state/place.js';
import { signedInHere } from '../state/session.js';
import { loadSignInWays, passkeyPlace } from '../state/sign-in-ways.js';
import { strong } from './tags.js';

const CLOSED = 'meshpair.passkey-offer-closed';

/** After a sign-in by key or link: a passkey, so that the key is not needed the next time. Closed once, it stays away. */
export function PasskeyOffer(): VNode | null {
  const [isWanted, setWanted] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const isNew = signedInHere.value && localStorage.getItem(CLOSED) === null;
  useEffect(() => {
    if (!isNew) return;
    void loadSignInWays();
    void outcomeOf(gateway.GET('/owner/passkeys')).then(
      (answer) => answer.ok && setWanted(answer.value.items.length === 0),
    );
  }, [isNew]);
  if (!isNew || !isWanted || passkeyPlace.value?.kind !== 'here') return null;
  const close = (): void => {
    localStorage.setItem(CLOSED, '1');
    keyInHand.value = undefined;
    setWanted(false);
  };
  const add = async (): Promise<void> => {
    const key = keyInHand.value;
    if (key === undefined) return goToSettings();
    if (isBusy) return;
    setBusy(true);
    const { addPasskey } = await import('../passkeys/authenticator.js');
    const answer = await addPasskey(key);
    setBusy(false);
    setRefusal(answer.ok ? undefined : answer.refusal);
    if (!answer.ok) return;
    close();
    announce(t('offer.added'));
  };
  return (
    <aside class="note passkey-offer" aria-label={t('offer.title')}>
      <span>
        {t.rich('offer.text', { b: strong })}
        <span role="alert">
          {refusal && <span class="field-error"> {refusalAtTheConsole(t, refusal)}</span>}
        </span>
      </span>
      <span class="row-tools">
        <button type="button" class="button button-small" aria-disabled={isBusy} onClick={() => void add()}>
          {t('offer.add')}
        </button>
        <button type="button" class="button-quiet" onClick={close}>
          {t('offer.later')}
        </button>
      </span>
    </aside>
  );
}
