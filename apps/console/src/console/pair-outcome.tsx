import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Pairing } from '@meshpair/client';
import type { MeshAddress } from '../rules/choose-address.js';
import { pairingEnd } from '../rules/pairing-step.js';
import { announce } from '../state/announcements.js';
import { useNode } from '../state/known-nodes.js';
import { closePairing, isStarting, startPairing } from '../state/pairing.js';
import { addressFor } from './chosen-address.js';
import { Icon } from './icon.js';
import { askRemoval } from './removal.js';

interface Props {
  readonly step: 'done' | 'failed' | 'expired';
  readonly view: Pairing | undefined;
  readonly addresses: readonly MeshAddress[];
  readonly meshName: string;
}

const ICONS = { done: 'check', failed: 'cross', expired: 'clock' } as const;

/** How the pairing ended, and what to do next. */
export function PairOutcome({ step, view, addresses, meshName }: Props): VNode {
  const { title, text, isGood } = pairingEnd(step, view);
  const name = view?.device?.name ?? 'The device';
  const sentence = isGood ? `${name} ${title} ${meshName}` : title;
  useEffect(() => announce(sentence), [sentence]);
  return (
    <div class="outcome">
      <span class={isGood ? 'seal seal-good' : 'seal'}>
        <Icon name={ICONS[step]} />
      </span>
      <h2 id="pair-title" tabIndex={-1} data-first-focus>
        {isGood ? (
          <>
            <bdi>{name}</bdi> {title} <bdi>{meshName}</bdi>
          </>
        ) : (
          title
        )}
      </h2>
      <p class="lead">{text}</p>
      <div class="actions">
        <button
          type="button"
          class="button button-main"
          aria-disabled={isStarting.value}
          onClick={() => void startPairing(addressFor(addresses)?.url)}
        >
          {isGood ? 'Pair another device' : 'Show a new code'}
        </button>
        <button type="button" class="button button-plain" onClick={closePairing}>
          {isGood ? 'Done' : 'Close'}
        </button>
        {isGood && <NotMe view={view} />}
      </div>
    </div>
  );
}

function NotMe({ view }: { readonly view: Pairing | undefined }): VNode | null {
  const node = useNode(view?.nodeId);
  if (!node) return null;
  return (
    <button type="button" class="button-quiet" onClick={() => askRemoval([node], closePairing)}>
      It wasn’t me
    </button>
  );
}
