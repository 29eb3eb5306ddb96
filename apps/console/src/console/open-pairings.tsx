import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Pairing } from '@meshpair/client';
import { clockText, refusalAtTheConsole } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import { secondsLeft } from '../rules/countdown.js';
import { now } from '../state/clock.js';
import { t } from '../state/language.js';
import { cancelPairing, openPairings } from '../state/open-pairings.js';
import { active, openPairing } from '../state/pairing.js';
import { may } from '../state/role.js';

/** Pairings beside the one at hand that wait for a device or a PIN. Without any, the section is not there. */
export function OpenPairings(): VNode | null {
  const [refusal, setRefusal] = useState<Refusal>();
  const open = (openPairings.value ?? []).filter(
    (pairing) => pairing.pairingId !== active.value?.pairingId && secondsLeft(pairing, now.value) > 0,
  );
  if (open.length === 0) return null;
  const cancel = async (pairingId: string): Promise<void> => setRefusal(await cancelPairing(pairingId));
  return (
    <section class="panel list" aria-labelledby="open-title">
      <div class="list-head">
        <h2 id="open-title">
          {t('open.title')} <span class="count">{t.number(open.length)}</span>
        </h2>
      </div>
      <div role="alert">{refusal && <p class="field-error">{refusalAtTheConsole(t, refusal)}</p>}</div>
      <ul class="rows">
        {open.map((pairing) => (
          <OpenPairing key={pairing.pairingId} pairing={pairing} onCancel={cancel} />
        ))}
      </ul>
    </section>
  );
}

interface Props {
  readonly pairing: Pairing;
  readonly onCancel: (pairingId: string) => Promise<void>;
}

function OpenPairing({ pairing, onCancel }: Props): VNode {
  const { pairingId, device, label } = pairing;
  const name = device?.name ?? label ?? t('open.waiting');
  return (
    <li class="open-row">
      <span class={device ? 'dot' : 'dot dot-waiting'} aria-hidden="true" />
      <p class="open-words">
        <bdi class="open-name">{name}</bdi>
        <span class="soft">
          {t(pairing.approval ? 'open.asks' : device ? 'open.pinShown' : 'open.unused', {
            clock: clockText(secondsLeft(pairing, now.value)),
          })}
        </span>
      </p>
      <div class="row-tools">
        {device && may('approver') && (
          <button type="button" class="button button-small button-main" onClick={() => openPairing(pairing)}>
            {t('open.review')}
          </button>
        )}
        {may('approver') && (
          <button
            type="button"
            class="button-quiet"
            aria-label={t('open.cancelOf', { name })}
            onClick={() => void onCancel(pairingId)}
          >
            {t('open.cancel')}
          </button>
        )}
      </div>
    </li>
  );
}
