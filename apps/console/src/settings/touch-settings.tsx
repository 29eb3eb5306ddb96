import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { TouchRule } from '@meshpair/client';
import { refusalAtTheConsole } from '@meshpair/words';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { reportTrouble } from '../state/session.js';

const RULES: readonly TouchRule[] = ['never', 'console', 'always'];

/** Whether a PIN takes a fresh touch of a passkey. */
export function TouchSettings(): VNode | null {
  const [rule, setRule] = useState<TouchRule>();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  useEffect(() => {
    void reportTrouble(gateway.GET('/owner/touch-rule')).then(
      (answer) => answer.ok && setRule(answer.value.rule),
    );
  }, []);
  if (rule === undefined) return null;
  const choose = async (next: TouchRule): Promise<void> => {
    if (isBusy || next === rule) return;
    setBusy(true);
    const { setTouchRule } = await import('../passkeys/authenticator.js');
    const answer = await setTouchRule(next);
    setBusy(false);
    setRefusal(answer.ok ? undefined : answer.refusal);
    if (!answer.ok) return;
    setRule(next);
    announce(t(next === 'never' ? 'touch.isOff' : 'touch.isOn'));
  };
  return (
    <fieldset class="themes touch-rules">
      <legend>{t('touch.title')}</legend>
      {RULES.map((value) => (
        <label key={value} class="theme">
          <input
            type="radio"
            name="touch-rule"
            checked={rule === value}
            onClick={(event) => {
              event.preventDefault();
              void choose(value);
            }}
          />
          {t(`touch.${value}`)}
        </label>
      ))}
      <p class="hint">{t('touch.hint')}</p>
      <div role="alert">{refusal && <p class="field-error">{refusalAtTheConsole(t, refusal)}</p>}</div>
    </fieldset>
  );
}
