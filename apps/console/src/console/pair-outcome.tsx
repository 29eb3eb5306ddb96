import type { ComponentChildren, VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Pairing } from '@meshpair/client';
import type { MeshAddress } from '../rules/choose-address.js';
import { pairingFailure } from '../rules/pairing-step.js';
import { announce } from '../state/announcements.js';
import { useNode } from '../state/known-nodes.js';
import { t } from '../state/language.js';
import { closePairing, isStarting, startPairing } from '../state/pairing.js';
import { addressFor } from './chosen-address.js';
import { Icon } from './icon.js';
import { askRemoval } from './removal.js';
import { named } from './tags.js';

interface Props {
  readonly step: 'done' | 'failed' | 'expired';
  readonly view: Pairing | undefined;
  readonly addresses: readonly MeshAddress[];
  readonly meshName: string;
}

const ICONS = { done: 'check', failed: 'cross', expired: 'clock' } as const;

interface Ending {
  readonly title: ComponentChildren;
  readonly text: string;
  /** The title, to a screen reader. */
  readonly sentence: string;
}

function wordsOf(step: Props['step'], view: Pairing | undefined, mesh: string): Ending {
  const failure = pairingFailure(t, step, view);
  if (failure) return { ...failure, sentence: failure.title };
  const name = view?.device?.name ?? t('outcome.theDevice');
  return {
    title: t.rich('outcome.paired', { name, mesh, bdi: named }),
    text: t('outcome.pairedText'),
    sentence: t('outcome.pairedSaid', { name, mesh }),
  };
}

/** How the pairing ended, and what to do next. */
export function PairOutcome({ step, view, addresses, meshName }: Props): VNode {
  const isGood = step === 'done';
  const { title, text, sentence } = wordsOf(step, view, meshName);
  useEffect(() => announce(sentence), [sentence]);
  return (
    <div class="outcome">
      <span class={isGood ? 'seal seal-good' : 'seal'}>
        <Icon name={ICONS[step]} />
      </span>
      <h2 id="pair-title" tabIndex={-1} data-first-focus>
        {title}
      </h2>
      <p class="lead">{text}</p>
      <div class="actions">
        <button
          type="button"
          class="button button-main"
          aria-disabled={isStarting.value}
          onClick={() => void startPairing(addressFor(addresses)?.url)}
        >
          {t(isGood ? 'outcome.another' : 'outcome.newCode')}
        </button>
        <button type="button" class="button button-plain" onClick={closePairing}>
          {t(isGood ? 'outcome.done' : 'outcome.close')}
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
      {t('outcome.notMe')}
    </button>
  );
}
