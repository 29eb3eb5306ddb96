import type { TargetedEvent, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { KNOWN_PERMISSIONS, permissionWords } from '@meshpair/words';
import { keepFocus } from '../console/kept-focus.js';
import { refusalOfMany } from '../console/removal.js';
import { readTags } from '../rules/tags.js';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { changeNodes, type ManyChanges } from '../state/nodes.js';
import { type Asked, asked } from './asked.js';

/** What the form says; or what is wrong with it. */
function changesOf({ what }: Asked, form: FormData): ManyChanges | string {
  if (what === 'permissions') {
    const permissions = form.getAll('scope').map(String);
    return permissions.length === 0 ? t('many.leaveOne') : { permissions };
  }
  const [add, remove] = ['add', 'remove'].map((name) => {
    const text = form.get(name);
    return readTags(typeof text === 'string' ? text : '');
  });
  for (const read of [add, remove]) if (read && 'wrong' in read) return t('tags.wrong', { tag: read.wrong });
  const addTags = add && 'tags' in add ? [...add.tags] : [];
  const removeTags = remove && 'tags' in remove ? [...remove.tags] : [];
  return addTags.length + removeTags.length === 0 ? t('many.nameOne') : { addTags, removeTags };
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
    announce(t(what === 'tags' ? 'many.tagged' : 'many.permitted'));
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
      <h2 id="many-title">{t(`many.${what}`, { count: chosen.count })}</h2>
      <form class="many-form" onSubmit={(event) => void save(event)}>
        {what === 'tags' ? (
          <>
            <label>
              {t('many.add')}
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
              {t('many.remove')}
              <input type="text" name="remove" autocapitalize="none" autocomplete="off" spellcheck={false} />
            </label>
            <p class="hint">{t('many.hint')}</p>
          </>
        ) : (
          KNOWN_PERMISSIONS.map((scope, index) => (
            <label key={scope} class="permission">
              <input type="checkbox" name="scope" value={scope} defaultChecked autofocus={index === 0} />
              {permissionWords(t, scope)}
            </label>
          ))
        )}
        <div role="alert">{error !== undefined && <p class="field-error">{error}</p>}</div>
        <div class="actions">
          <button type="button" class="button button-plain" onClick={() => dialog.current?.close()}>
            {t('node.cancel')}
          </button>
          <button type="submit" class="button button-main" aria-disabled={isBusy}>
            {t(isBusy ? 'many.saving' : 'node.save')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
