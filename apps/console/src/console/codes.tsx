import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Pairing } from '@meshpair/client';
import type { ExistingDevice } from '../rules/address-choice.js';
import { t } from '../state/language.js';
import { Fetching } from './skeleton.js';
import { useFetched } from './use-fetched.js';

/** The way in for a device that shows a code, which few take: its form is fetched when it is wanted. */
export function ByCode(): VNode {
  const [isWanted, setWanted] = useState(location.hash.startsWith('#code'));
  return isWanted ? (
    <CodeForm onBack={() => setWanted(false)} />
  ) : (
    <button type="button" class="link" onClick={() => setWanted(true)}>
      {t('start.byCode')}
    </button>
  );
}

function CodeForm({ onBack }: { readonly onBack: () => void }): VNode {
  const { part, hasFailed } = useFetched(() => import('../codes/code-entry.js'));
  return part ? <part.CodeEntry onBack={onBack} /> : <Fetching rows={1} hasFailed={hasFailed} />;
}

export function Decision(props: {
  readonly view: Pairing;
  readonly existing: readonly ExistingDevice[];
}): VNode {
  const { part, hasFailed } = useFetched(() => import('../codes/approval.js'));
  return part ? <part.Approval {...props} /> : <Fetching rows={2} hasFailed={hasFailed} />;
}
