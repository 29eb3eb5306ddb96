import type { TargetedEvent, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { NodeDetails } from '@meshpair/client';
import { refusalAtTheConsole } from '@meshpair/words';
import { hasRoom, readTags } from '../rules/tags.js';
import { announce } from '../state/announcements.js';
import { loadDevice } from '../state/device.js';
import { t } from '../state/language.js';
import { tagNode } from '../state/nodes.js';

interface Props {
  readonly node: NodeDetails;
}

/** What the owner sorts a node by, and changes here. */
export function DeviceTags({ node }: Props): VNode {
  const [isChanging, setChanging] = useState(false);
  return (
    <div class="permissions">
      <div class="list-head">
        <h3 id="tags-title">{t('tags.title')}</h3>
        {!isChanging && (
          <button
            type="button"
            class="button button-small button-plain"
            aria-label={t('tags.changeOf', { name: node.name })}
            onClick={() => setChanging(true)}
          >
            {t('page.change')}
          </button>
        )}
      </div>
      {isChanging ? (
        <TagsForm node={node} onDone={() => setChanging(false)} />
      ) : node.tags.length === 0 ? (
        <p class="soft">{t('tags.none')}</p>
      ) : (
        <ul class="scopes">
          {node.tags.map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function TagsForm({ node, onDone }: Props & { readonly onDone: () => void }): VNode {
  const [error, setError] = useState<string>();
  const save = async (event: TargetedEvent<HTMLFormElement, SubmitEvent>): Promise<void> => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get('tags');
    const read = readTags(typeof text === 'string' ? text : '');
    if ('wrong' in read) return setError(t('tags.wrong', { tag: read.wrong }));
    if (!hasRoom(read.tags)) return setError(t('tags.tooMany'));
    const refusal = await tagNode(node.id, [...read.tags]);
    if (refusal) return setError(refusalAtTheConsole(t, refusal));
    announce(t('tags.changed', { name: node.name }));
    onDone();
    await loadDevice();
  };
  return (
    <form
      class="permissions-form"
      aria-labelledby="tags-title"
      onSubmit={(event) => void save(event)}
      onKeyDown={({ key }) => key === 'Escape' && onDone()}
    >
      <input
        type="text"
        name="tags"
        defaultValue={node.tags.join(' ')}
        aria-label={t('tags.of', { name: node.name })}
        aria-invalid={error !== undefined}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
        autofocus
      />
      <div role="alert">{error !== undefined && <p class="field-error">{error}</p>}</div>
      <div class="device-tools">
        <button type="submit" class="button button-small button-main">
          {t('node.save')}
        </button>
        <button type="button" class="button-quiet" onClick={onDone}>
          {t('node.cancel')}
        </button>
      </div>
    </form>
  );
}
