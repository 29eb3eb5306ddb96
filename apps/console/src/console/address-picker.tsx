import type { VNode } from 'preact';
import { addressKind, addressText, type MeshAddress } from '../rules/choose-address.js';
import { t } from '../state/language.js';
import { isStarting, startPairing } from '../state/pairing.js';
import { addressFor, keepAddress } from './chosen-address.js';

interface Props {
  /** Where the code on the screen leads. */
  readonly url: string;
  readonly addresses: readonly MeshAddress[];
}

/** Says which address the code opens; with several, lets the owner take another, which makes a new code. */
export function AddressPicker({ url, addresses }: Props): VNode {
  const { origin } = new URL(url);
  const chosen = addresses.find((each) => each.url.startsWith(origin)) ?? addressFor(addresses);
  if (addresses.length < 2) {
    return (
      <p class="address">
        <span class="label">{t('code.opens')}</span>
        <bdi class="mono" dir="ltr">
          {addressText(origin)}
        </bdi>
      </p>
    );
  }
  const pick = (next: string): void => {
    keepAddress(next);
    void startPairing(next);
  };
  return (
    <div class="address">
      <label class="label" for="address">
        {t('code.opens')}
      </label>
      <select
        id="address"
        value={chosen?.url}
        disabled={isStarting.value}
        aria-describedby="address-hint"
        onChange={(event) => pick(event.currentTarget.value)}
      >
        {addresses.map((each) => (
          <option key={each.url} value={each.url}>
            {`${addressText(each.url)} (${addressKind(t, each)})`}
          </option>
        ))}
      </select>
      <p id="address-hint" class="hint">
        {t('code.otherNetwork')}
      </p>
    </div>
  );
}
