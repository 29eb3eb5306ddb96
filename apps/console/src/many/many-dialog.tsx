import type { TargetedEvent, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { countText, KNOWN_PERMISSIONS, permissionOfDevice } from '@meshpair/words';
import { keepFocus } from '../console/kept-focus.js';
import { refusalOfMany } from '../console/removal.js';
import { readTags } from '../rules/tags.js';
import { announce } from '../state/announcements.js';
import { changeNodes, type ManyChanges } from '../state/nodes.js';
import { type Asked, asked } from './asked.js';

const nodesOf = (count: number): string => (count === 1 ? 'one node' : `${countText(count)} nodes`);

/** What the form says; or what is wrong with it. */
function changesOf({ what }: Asked, form: FormData): ManyChanges | string {
  if (what === 'permissions') {
    const permissions = form.getAll('scope').map(String);
    return permissions.length === 0
      ? 'Leave them at least one. To shut them out, remove them.'
      : { permissions };
  }
  const [add, remove] = ['add', 'remove'].map((name) => {
    const text = form.get(name);
    return readTags(typeof text === 'string' ? text : '');
  });
  for (const read of [add, remove])
    if (read && 'wrong' in read) return `“${read.wrong}” is no tag: up to 32 of a–z, 0–9 and -.`;
  const addTags = add && 'tags' in add ? [...add.tags] : [];
  const removeTags = remove && 'tags' in remove ? [...remove.tags] : [];
  return addTags.length + removeTags.length === 0 ? 'Name at least one tag.' : { addTags, removeTags };
}

/** Changes the tags or permissions of the chosen nodes. The focus goes back at the end. */
export function ManyDialog({ about }: { readonly about: Asked }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const { what, chosen } = about;
  useEffect(() => dialog.current?.showModal(), []);
  const save = async (event: TargetedEvent<HTMLFormElement, SubmitEvent>): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    const changes = changesOf(about, new FormData(event.currentTarget));
    if (typeof changes === 'string') return setError(changes);
    setBusy(true);
    const refusal = await changeNodes(chosen.selections, changes);
    setBusy(false);
    if (refusal) return setError(refusalOfMany(refusal));
    announce(what === 'tags' ? 'Their tags are changed.' : 'They have their new permissions.');
    dialog.current?.close();
  };
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="many-title"
      onClose={() => {
        asked.value = undefined;
        keepFocus();
      }}
    >
      <h2 id="many-title">
        {what === 'tags' ? 'Tags of ' : 'What may be done by '}
        {nodesOf(chosen.count)}
      </h2>
      <form class="many-form" onSubmit={(event) => void save(event)}>
        {what === 'tags' ? (
          <>
            <label>
              Add
              <input
                type="text"
                name="add"
                autocapitalize="none"
                autocomplete="off"
                spellcheck={false}
                autofocus
              />
            </label>
            <label>
              Remove
              <input type="text" name="remove" autocapitalize="none" autocomplete="off" spellcheck={false} />
            </label>
            <p class="hint">Tags with spaces between, like: guest living-room</p>
          </>
        ) : (
          KNOWN_PERMISSIONS.map((scope, index) => (
            <label key={scope} class="permission">
              <input type="checkbox" name="scope" value={scope} defaultChecked autofocus={index === 0} />
              {permissionOfDevice(scope)}
            </label>
          ))
        )}
        <div role="alert">{error !== undefined && <p class="field-error">{error}</p>}</div>
        <div class="actions">
          <button type="button" class="button button-plain" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="button button-main" aria-disabled={isBusy}>
            {isBusy ? 'Saving…' : 'Save'}
          </button>
        </div>
      </form>
    </dialog>
  );
}
