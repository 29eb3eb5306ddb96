import type { VNode } from 'preact';
import type { NodeDetails } from '@meshpair/client';
import { refusalAtTheConsole } from '@meshpair/words';
import { hasRoom, readTags } from '../rules/tags.js';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { tagNode } from '../state/nodes.js';
import { Changeable, ChangeForm } from './device-change.js';

interface Props {
  readonly node: NodeDetails;
}

const TITLE = 'tags-title';

/** What the owner sorts a node by, and changes here. */
export const DeviceTags = ({ node }: Props): VNode => (
  <Changeable
    id={TITLE}
    title={t('tags.title')}
    changeOf={t('tags.changeOf', { name: node.name })}
    form={(onDone) => <TagsForm node={node} onDone={onDone} />}
  >
    {node.tags.length === 0 ? (
      <p class="soft">{t('tags.none')}</p>
    ) : (
      <ul class="scopes">
        {node.tags.map((tag) => (
          <li key={tag}>{tag}</li>
        ))}
      </ul>
    )}
  </Changeable>
);

function TagsForm({ node, onDone }: Props & { readonly onDone: () => void }): VNode {
  const save = async (form: FormData): Promise<string | undefined> => {
    const text = form.get('tags');
    const read = readTags(typeof text === 'string' ? text : '');
    if ('wrong' in read) return t('tags.wrong', { tag: read.wrong });
    if (!hasRoom(read.tags)) return t('tags.tooMany');
    const refusal = await tagNode(node.id, [...read.tags]);
    if (refusal) return refusalAtTheConsole(t, refusal);
    announce(t('tags.changed', { name: node.name }));
    return undefined;
  };
  return (
    <ChangeForm by={TITLE} save={save} onDone={onDone}>
      {(error) => (
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
      )}
    </ChangeForm>
  );
}
