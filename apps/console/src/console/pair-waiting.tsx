import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { refusalAtTheConsole } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import type { MeshAddress } from '../rules/choose-address.js';
import { type ActivePairing, cancelActive, startRefusal } from '../state/pairing.js';
import { AddressPicker } from './address-picker.js';
import { CopyLink } from './copy-link.js';
import { Countdown } from './countdown.js';
import { QrCode } from './qr-code.js';

interface Props {
  readonly pairing: ActivePairing;
  readonly addresses: readonly MeshAddress[];
}

/** The code is out; nobody has used it yet. */
export function PairWaiting({ pairing: { started, view }, addresses }: Props): VNode {
  const [refusal, setRefusal] = useState<Refusal>();
  const shown = refusal ?? startRefusal.value;
  const times = started ?? view;
  return (
    <div class="waiting">
      {started?.qrSvg !== undefined && <QrCode svg={started.qrSvg} url={started.qrUrl} />}
      <div class="waiting-words">
        <h2 id="pair-title" tabIndex={-1} data-first-focus>
          {started ? 'Scan this with the device' : 'This code was shown elsewhere'}
        </h2>
        {started ? (
          <>
            <p class="lead">Point its camera at the code, open the link and tap the button there.</p>
            <AddressPicker url={started.qrUrl} addresses={addresses} />
            <CopyLink url={started.qrUrl} />
          </>
        ) : (
          <p class="lead">
            A code is shown once, where the pairing was started. When a device uses it, you can confirm it
            here.
          </p>
        )}
        {times && <Countdown life={times} />}
        <div class="waiting-foot">
          <p class="status">
            <span class="dot dot-waiting" aria-hidden="true" />
            Waiting for a device
          </p>
          <button
            type="button"
            class="button button-plain"
            onClick={() => void cancelActive().then((refused) => setRefusal(refused))}
          >
            Cancel
          </button>
        </div>
        <div role="alert">{shown && <p class="field-error">{refusalAtTheConsole(shown)}</p>}</div>
      </div>
    </div>
  );
}
