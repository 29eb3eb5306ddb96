import type { VNode } from 'preact';
import { refusalAtTheConsole } from '@meshpair/words';
import type { MeshAddress } from '../rules/choose-address.js';
import { isStarting, startPairing, startRefusal } from '../state/pairing.js';
import { addressFor } from './chosen-address.js';

const STEPS = ['Scan the code with the device', 'It shows a PIN', 'Type the PIN here'];

/** The start: one big button, and what will happen. */
export function PairStart({ addresses }: { readonly addresses: readonly MeshAddress[] }): VNode {
  const refusal = startRefusal.value;
  return (
    <div class="start">
      <div class="start-words">
        <h2 id="pair-title">Add a device to your mesh</h2>
        <ol class="steps">
          {STEPS.map((text) => (
            <li key={text}>{text}</li>
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
          {isStarting.value ? 'Making a code…' : 'Pair a device'}
        </button>
        <div role="alert">{refusal && <p class="field-error">{refusalAtTheConsole(refusal)}</p>}</div>
      </div>
    </div>
  );
}
