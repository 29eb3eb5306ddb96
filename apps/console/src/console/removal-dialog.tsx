import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Refusal } from '../api/problem.js';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { removed, removeNodes } from '../state/removals.js';
import { keepFocus } from './kept-focus.js';
import { refusalOfMany, removal } from './removal.js';

/** Asks before nodes are removed, and says what that does. The focus starts on the way out, and goes back at the end. */
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
    const refused = await removeNodes(asked.chosen.selections);
    setBusy(false);
    setRefusal(refused);
    if (refused) return;
    removal.value = undefined;
    const count = removed.peek()?.count ?? asked.chosen.count;
    announce(t('removal.undoable', { removed: t('removal.done', { count }) }));
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
          <h2 id="removal-title">
            {t(asked.chosen.isAll ? 'removal.all' : 'removal.title', { count: asked.chosen.count })}
          </h2>
          {asked.chosen.nodes.length > 0 && (
            <ul class="dialog-names">
              {asked.chosen.nodes.map(({ id, name, ip }) => (
                <li key={id}>
                  <bdi>{name}</bdi> <bdi class="mono soft">{ip}</bdi>
                </li>
              ))}
            </ul>
          )}
          <p>{t('removal.text', { count: asked.chosen.count })}</p>
          <div role="alert">{refusal && <p class="field-error">{refusalOfMany(refusal)}</p>}</div>
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
