import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { refusalAtTheConsole } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import type { MeshAddress } from '../rules/choose-address.js';
import { t } from '../state/language.js';
import { type ActivePairing, cancelActive, startRefusal } from '../state/pairing.js';
import { AddressPicker } from './address-picker.js';
import { CopyLink } from './copy-link.js';
import { Countdown } from './countdown.js';
import { QrCode } from './qr-code.js';
import { Fetching } from './skeleton.js';
import { code } from './tags.js';
import { useFetched } from './use-fetched.js';

export interface WaitingProps {
  readonly pairing: ActivePairing;
  readonly addresses: readonly MeshAddress[];
}

/** The code is out; nobody has used it yet. */
export function PairWaiting({ pairing: { started, view }, addresses }: WaitingProps): VNode {
  const [refusal, setRefusal] = useState<Refusal>();
  const shown = refusal ?? startRefusal.value;
  const times = started ?? view;
  return (
    <div class="waiting">
      {started?.qrSvg !== undefined && <QrCode svg={started.qrSvg} url={started.qrUrl} />}
      <div class="waiting-words">
        <h2 id="pair-title" tabIndex={-1} data-first-focus>
          {t(started ? 'code.title' : 'code.elsewhere')}
        </h2>
        {started ? (
          <>
            <p class="lead">{t('code.lead')}</p>
            <p>
              {t.rich('code.typed', { typed: started.userCode, host: new URL(started.qrUrl).host, code })}
            </p>
            <AddressPicker url={started.qrUrl} addresses={addresses} />
            <CopyLink url={started.qrUrl} />
            <Terminal url={started.qrUrl} />
          </>
        ) : (
          <p class="lead">{t('code.elsewhereLead')}</p>
        )}
        {times && <Countdown life={times} />}
        <div class="waiting-foot">
          <p class="status">
            <span class="dot dot-waiting" aria-hidden="true" />
            {t('code.waiting')}
          </p>
          <button
            type="button"
            class="button button-plain"
            onClick={() => void cancelActive().then((refused) => setRefusal(refused))}
          >
            {t('code.cancel')}
          </button>
        </div>
        <div role="alert">{shown && <p class="field-error">{refusalAtTheConsole(t, shown)}</p>}</div>
      </div>
    </div>
  );
}

/** The way in for a device without a screen, for those who want it. */
function Terminal({ url }: { readonly url: string }): VNode {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <WantedTerminal url={url} />;
  return (
    <button type="button" class="link" onClick={() => setWanted(true)}>
      {t('code.terminal')}
    </button>
  );
}

function WantedTerminal({ url }: { readonly url: string }): VNode {
  const { part, hasFailed } = useFetched(() => import('../terminal/terminal-command.js'));
  return part ? <part.TerminalCommand url={url} /> : <Fetching rows={1} hasFailed={hasFailed} />;
}
