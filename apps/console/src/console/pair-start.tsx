import type { VNode } from 'preact';
import { refusalAtTheConsole } from '@meshpair/words';
import type { MeshAddress } from '../rules/choose-address.js';
import { t } from '../state/language.js';
import { isStarting, startPairing, startRefusal } from '../state/pairing.js';
import { addressFor } from './chosen-address.js';
import { ByCode } from './codes.js';

const STEPS = ['start.scan', 'start.shown', 'start.type'] as const;

/** The start: one big button, and what will happen. */
export function PairStart({ addresses }: { readonly addresses: readonly MeshAddress[] }): VNode {
  const refusal = startRefusal.value;
  return (
    <div class="start">
      <div class="start-words">
        <h2 id="pair-title">{t('start.title')}</h2>
        <ol class="steps">
          {STEPS.map((id) => (
            <li key={id}>{t(id)}</li>
          ))}
        </ol>
      </div>
      <div class="start-action">
        <button
          type="button"
          class="button button-main button-big"
          data-first-focus
          aria-disabled={isStarting.value}
          onClick={() => void startPairing(addressFor(addresses)?.url)}
        >
          {t(isStarting.value ? 'start.busy' : 'start.button')}
        </button>
        <ByCode />
        <div role="alert">{refusal && <p class="field-error">{refusalAtTheConsole(t, refusal)}</p>}</div>
      </div>
    </div>
  );
}
