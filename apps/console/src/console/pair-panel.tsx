import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { MeshAddress } from '../rules/choose-address.js';
import { isOver } from '../rules/pairing-step.js';
import { t } from '../state/language.js';
import { active, step } from '../state/pairing.js';
import { DeviceCard } from './device-card.js';
import { PairOutcome } from './pair-outcome.js';
import { PairStart } from './pair-start.js';
import type { WaitingProps } from './pair-waiting.js';
import { Fetching } from './skeleton.js';
import { useFetched } from './use-fetched.js';

interface Props {
  readonly addresses: readonly MeshAddress[];
  readonly meshName: string;
}

/** The pairing at hand, one step at a time. The heading takes the focus when the owner's own step changes. */
export function PairPanel({ addresses, meshName }: Props): VNode {
  const panel = useRef<HTMLElement>(null);
  const before = useRef(step.value);
  const current = step.value;
  const [shown, setShown] = useState(0);
  useEffect(() => {
    const target = panel.current?.querySelector<HTMLElement>('[data-first-focus]');
    if (before.current === current || !target) return;
    before.current = current;
    // Whoever types in a list goes on typing.
    const focused = document.activeElement;
    const isElsewhere = focused !== null && focused !== document.body && !panel.current?.contains(focused);
    if (isElsewhere) return;
    target.focus({ preventScroll: current === 'idle' });
  }, [current, shown]);
  return (
    <section class={`panel pair pair-${current}`} aria-labelledby="pair-title" ref={panel}>
      {current === 'idle' && <PairStart addresses={addresses} />}
      {current === 'waiting' && active.value && (
        <PairCode pairing={active.value} addresses={addresses} onShown={() => setShown(shown + 1)} />
      )}
      {current === 'connected' && active.value?.view && (
        <DeviceCard key={active.value.pairingId} view={active.value.view} />
      )}
      {current === 'finishing' && <PairFinishing />}
      {isOver(current) && (
        <PairOutcome step={current} view={active.value?.view} addresses={addresses} meshName={meshName} />
      )}
    </section>
  );
}

interface CodeProps extends WaitingProps {
  readonly onShown: () => void;
}

/** What shows a code is fetched once there is one: the first screen does without. */
function PairCode({ onShown, ...props }: CodeProps): VNode {
  const { part, hasFailed } = useFetched(() => import('./pair-waiting.js'));
  useEffect(() => {
    if (part) onShown();
  }, [part]);
  return part ? <part.PairWaiting {...props} /> : <Fetching rows={4} hasFailed={hasFailed} />;
}

/** The PIN was right; the registry has the word. */
const PairFinishing = (): VNode => (
  <div class="outcome">
    <h2 id="pair-title" tabIndex={-1} data-first-focus>
      {t('finishing.title')}
    </h2>
    <p class="lead" role="status">
      <span class="dot dot-waiting" aria-hidden="true" /> {t('finishing.text')}
    </p>
  </div>
);
