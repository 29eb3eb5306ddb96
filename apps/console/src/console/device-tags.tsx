import type { TargetedEvent, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { NodeDetails } from '@meshpair/client';
import { refusalAtTheConsole } from '@meshpair/words';
import { hasRoom, readTags } from '../rules/tags.js';
import { announce } from '../state/announcements.js';
import { loadDevice } from '../state/device.js';
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
        <h3 id="tags-title">Tags</h3>
        {!isChanging && (
          <button
            type="button"
            class="button button-small button-plain"
            aria-label={`Change the tags of ${node.name}`}
            onClick={() => setChanging(true)}
          >
            Change
          </button>
        )}
      </div>
      {isChanging ? (
        <TagsForm node={node} onDone={() => setChanging(false)} />
      ) : node.tags.length === 0 ? (
        <p class="soft">None. Tags sort your devices, and the policy in the settings says which see which.</p>
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
    if ('wrong' in read) return setError(`“${read.wrong}” is no tag: up to 32 of a–z, 0–9 and -.`);
    if (!hasRoom(read.tags)) return setError('Up to 16 tags.');
    const refusal = await tagNode(node.id, [...read.tags]);
    if (refusal) return setError(refusalAtTheConsole(refusal));
    announce(`${node.name} has its new tags.`);
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
        aria-label={`Tags of ${node.name}, with spaces between`}
        aria-invalid={error !== undefined}
        autocapitalize="none"
        autocomplete="off"
        spellcheck={false}
        autofocus
      />
      <div role="alert">{error !== undefined && <p class="field-error">{error}</p>}</div>
      <div class="device-tools">
        <button type="submit" class="button button-small button-main">
          Save
        </button>
        <button type="button" class="button-quiet" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  );
}
