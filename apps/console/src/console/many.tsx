import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Asked, asked } from '../many/asked.js';

type Dialog = ComponentType<{ readonly about: Asked }>;

/** The dialogs for many nodes, which are fetched when somebody wants one: the first screen does without. */
export function Many(): VNode | null {
  const [fetched, setFetched] = useState<{ readonly Dialog: Dialog }>();
  const about = asked.value;
  const isWanted = about !== undefined;
  useEffect(() => {
    if (!isWanted || fetched) return;
    import('../many/many-dialog.js').then(
      ({ ManyDialog }) => setFetched({ Dialog: ManyDialog }),
      () => void (asked.value = undefined),
    );
  }, [isWanted]);
  return about && fetched ? <fetched.Dialog about={about} /> : null;
}
