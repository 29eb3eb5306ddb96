import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { speakOfSettings, t } from '../state/language.js';
import type { PairWaiting, WaitingProps } from './pair-waiting.js';
import { Skeleton } from './skeleton.js';

interface Props extends WaitingProps {
  readonly onShown: () => void;
}

interface Fetched {
  readonly Part?: typeof PairWaiting;
  readonly hasFailed?: boolean;
}

/** What shows a code is fetched once there is one: the first screen does without. */
export function PairCode({ onShown, ...props }: Props): VNode {
  const [{ Part, hasFailed }, setFetched] = useState<Fetched>({});
  useEffect(() => {
    Promise.all([import('./pair-waiting.js'), speakOfSettings()]).then(
      ([part]) => setFetched({ Part: part.PairWaiting }),
      () => setFetched({ hasFailed: true }),
    );
  }, []);
  useEffect(() => {
    if (Part) onShown();
  }, [Part]);
  if (Part) return <Part {...props} />;
  if (!hasFailed) return <Skeleton rows={4} />;
  return (
    <p class="field-error" role="alert">
      {t('refusal.offline')}
    </p>
  );
}
