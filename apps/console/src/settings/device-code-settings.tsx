import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DeviceCodeRule } from '@meshpair/client';
import { refusalAtTheConsole } from '@meshpair/words';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { reportTrouble } from '../state/session.js';

const CHOICES = ['otherNetworks', 'fillFromLink'] as const;

/** What is allowed of codes that devices show: nothing, unless it is ticked. */
export function DeviceCodeSettings(): VNode | null {
  const [rule, setRule] = useState<DeviceCodeRule>();
  const [refusal, setRefusal] = useState<Refusal>();
  useEffect(() => {
    void reportTrouble(gateway.GET('/owner/device-codes')).then(
      (answer) => answer.ok && setRule(answer.value),
    );
  }, []);
  if (!rule) return null;
  const choose = async (next: DeviceCodeRule): Promise<void> => {
    const answer = await reportTrouble(gateway.PUT('/owner/device-codes', { body: next }));
    setRefusal(answer.ok ? undefined : answer.refusal);
    if (!answer.ok) return;
    setRule(answer.value);
    announce(t('deviceCodes.saved'));
  };
  return (
    <section class="panel setting" aria-labelledby="device-codes-title">
      <h2 id="device-codes-title">{t('deviceCodes.title')}</h2>
      <p class="hint">{t('deviceCodes.hint')}</p>
      {CHOICES.map((name) => (
        <label key={name} class="theme">
          <input
            type="checkbox"
            checked={rule[name]}
            onClick={(event) => {
              event.preventDefault();
              void choose({ ...rule, [name]: !rule[name] });
            }}
          />
          {t(`deviceCodes.${name}`)}
        </label>
      ))}
      <div role="alert">{refusal && <p class="field-error">{refusalAtTheConsole(t, refusal)}</p>}</div>
    </section>
  );
}
