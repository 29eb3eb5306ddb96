import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { countText } from '@meshpair/words';
import type { Refusal } from '../api/problem.js';
import { announce } from '../state/announcements.js';
import type { Chosen } from '../state/chosen.js';
import { removed, removeNodes } from '../state/removals.js';
import { keepFocus } from './kept-focus.js';
import { refusalOfMany, removal } from './removal.js';
import { removedWords } from './undo-toast.js';

const countWords = ({ count, isAll }: Chosen): string => {
  if (isAll) return `all ${countText(count)} that match`;
  return count === 1 ? 'this device' : `these ${count} devices`;
};

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
    announce(
      `${removedWords(removed.peek()?.count ?? asked.chosen.count)} It can be undone for ten seconds.`,
    );
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
          <h2 id="removal-title">Remove {countWords(asked.chosen)}?</h2>
          {asked.chosen.nodes.length > 0 && (
            <ul class="dialog-names">
              {asked.chosen.nodes.map(({ id, name, ip }) => (
                <li key={id}>
                  <bdi>{name}</bdi> <bdi class="mono soft">{ip}</bdi>
                </li>
              ))}
            </ul>
          )}
          <p>
            {asked.chosen.count === 1
              ? 'It is shut out at once. You can undo that for ten seconds; after that, it must be paired again.'
              : 'They are shut out at once. You can undo that for ten seconds; after that, they must be paired again.'}
          </p>
          <div role="alert">{refusal && <p class="field-error">{refusalOfMany(refusal)}</p>}</div>
          <form method="dialog" class="actions">
            <button class="button button-plain" autofocus>
              Keep
            </button>
            <button
              type="button"
              class="button button-bad"
              aria-disabled={isBusy}
              onClick={() => void remove()}
            >
              {isBusy ? 'Removing…' : 'Remove'}
            </button>
          </form>
        </>
      )}
    </dialog>
  );
}
