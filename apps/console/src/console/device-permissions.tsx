import type { TargetedEvent, VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { NodeDetails } from '@meshpair/client';
import { KNOWN_PERMISSIONS, permissionOfDevice, refusalAtTheConsole } from '@meshpair/words';
import { announce } from '../state/announcements.js';
import { loadDevice } from '../state/device.js';
import { permitNode } from '../state/nodes.js';
import { may } from '../state/role.js';

interface Props {
  readonly node: NodeDetails;
}

/** What a node may do; the owner changes it here, and its live tokens have it at once. */
export function DevicePermissions({ node }: Props): VNode {
  const [isChanging, setChanging] = useState(false);
  return (
    <div class="permissions">
      <div class="list-head">
        <h3 id="permissions-title">It may</h3>
        {!isChanging && may('owner') && (
          <button
            type="button"
            class="button button-small button-plain"
            aria-label={`Change what ${node.name} may do`}
            onClick={() => setChanging(true)}
          >
            Change
          </button>
        )}
      </div>
      {isChanging ? (
        <PermissionsForm node={node} onDone={() => setChanging(false)} />
      ) : (
        <ul class="scopes">
          {node.permissions.map((scope) => (
            <li key={scope} title={scope}>
              {permissionOfDevice(scope)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function PermissionsForm({ node, onDone }: Props & { readonly onDone: () => void }): VNode {
  const [error, setError] = useState<string>();
  const offered = [...new Set([...KNOWN_PERMISSIONS, ...node.permissions])];
  const save = async (event: TargetedEvent<HTMLFormElement, SubmitEvent>): Promise<void> => {
    event.preventDefault();
    const ticked = new FormData(event.currentTarget).getAll('scope');
    const wanted = offered.filter((scope) => ticked.includes(scope));
    if (wanted.length === 0) return setError('Leave it at least one. To shut it out, remove it.');
    const refusal = await permitNode(node.id, wanted);
    if (refusal) return setError(refusalAtTheConsole(refusal));
    announce(`${node.name} has its new permissions.`);
    onDone();
    await loadDevice();
  };
  return (
    <form
      class="permissions-form"
      aria-labelledby="permissions-title"
      onSubmit={(event) => void save(event)}
      onKeyDown={({ key }) => key === 'Escape' && onDone()}
    >
      {offered.map((scope, index) => (
        <label key={scope} class="permission">
          <input
            type="checkbox"
            name="scope"
            value={scope}
            defaultChecked={node.permissions.includes(scope)}
            autofocus={index === 0}
          />
          {permissionOfDevice(scope)}
        </label>
      ))}
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
