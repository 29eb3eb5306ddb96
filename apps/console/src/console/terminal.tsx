import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../state/language.js';
import { useFetched } from './use-fetched.js';

/** The way in for a device without a screen, for those who want it. */
export function Terminal({ url }: { readonly url: string }): VNode {
  const [isWanted, setWanted] = useState(false);
  if (isWanted) return <Wanted url={url} />;
  return (
    <button type="button" class="link" onClick={() => setWanted(true)}>
      {t('code.terminal')}
    </button>
  );
}

function Wanted({ url }: { readonly url: string }): VNode | null {
  const { part } = useFetched(() => import('../terminal/terminal-command.js'));
  return part ? <part.TerminalCommand url={url} /> : null;
}
