import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../state/language.js';
import type { WaitingProps } from './pair-waiting.js';
import { Skeleton } from './skeleton.js';
import { useFetched } from './use-fetched.js';

interface Props extends WaitingProps {
  readonly onShown: () => void;
}

/** What shows a code is fetched once there is one: the first screen does without. */
export function PairCode({ onShown, ...props }: Props): VNode {
  const { part, hasFailed } = useFetched(() => import('./pair-waiting.js'));
  useEffect(() => {
    if (part) onShown();
  }, [part]);
  if (part) return <part.PairWaiting {...props} />;
  if (!hasFailed) return <Skeleton rows={4} />;
  return (
    <p class="field-error" role="alert">
      {t('refusal.offline')}
    </p>
  );
}
