import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { refusalAtTheConsole } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { removeNodes } from '../state/nodes.js';
import { keepFocus } from './kept-focus.js';
import { removal } from './removal.js';

/** Asks before nodes are removed: it cannot be undone. The focus starts on the way out, and goes back at the end. */
export function RemovalDialog(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [refusal, setRefusal] = useState<Refusal>();
  const [isBusy, setBusy] = useState(false);
  const asked = removal.value;
  useEffect(() => {
    setRefusal(undefined);
    if (asked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asked]);
  const remove = async (): Promise<void> => {
    if (!asked || isBusy) return;
    setBusy(true);
    const refused = await removeNodes(asked.nodes.map(({ id }) => id));
    setBusy(false);
    setRefusal(refused);
    if (refused) return;
    removal.value = undefined;
    announce(t('removal.done', { count: asked.nodes.length }));
    asked.onRemoved();
  };
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="removal-title"
      onClose={() => {
        removal.value = undefined;
        keepFocus();
      }}
    >
      {asked && (
        <>
          <h2 id="removal-title">{t('removal.title', { count: asked.nodes.length })}</h2>
          <ul class="dialog-names">
            {asked.nodes.map(({ id, name, ip }) => (
              <li key={id}>
                <bdi>{name}</bdi> <bdi class="mono soft">{ip}</bdi>
              </li>
            ))}
          </ul>
          <p>{t('removal.text', { count: asked.nodes.length })}</p>
          <div role="alert">{refusal && <p class="field-error">{refusalAtTheConsole(t, refusal)}</p>}</div>
          <form method="dialog" class="actions">
            <button class="button button-plain" autofocus>
              {t('removal.keep')}
            </button>
            <button
              type="button"
              class="button button-bad"
              aria-disabled={isBusy}
              onClick={() => void remove()}
            >
              {t(isBusy ? 'removal.busy' : 'removal.remove')}
            </button>
          </form>
        </>
      )}
    </dialog>
  );
}
