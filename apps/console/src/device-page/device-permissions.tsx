import type { VNode } from 'preact';
import type { NodeDetails } from '@meshpair/client';
import { KNOWN_PERMISSIONS, permissionWords, refusalAtTheConsole } from '@meshpair/words';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { permitNode } from '../state/nodes.js';
import { Changeable, ChangeForm } from './device-change.js';

interface Props {
  readonly node: NodeDetails;
}

const TITLE = 'permissions-title';

/** What a node may do; the owner changes it here, and its live tokens have it at once. */
export const DevicePermissions = ({ node }: Props): VNode => (
  <Changeable
    id={TITLE}
    title={t('page.may')}
    changeOf={t('page.changeOf', { name: node.name })}
    form={(onDone) => <PermissionsForm node={node} onDone={onDone} />}
  >
    <ul class="scopes">
      {node.permissions.map((scope) => (
        <li key={scope} title={scope}>
          {permissionWords(t, scope)}
        </li>
      ))}
    </ul>
  </Changeable>
);

function PermissionsForm({ node, onDone }: Props & { readonly onDone: () => void }): VNode {
  const offered = [...new Set([...KNOWN_PERMISSIONS, ...node.permissions])];
  const save = async (form: FormData): Promise<string | undefined> => {
    const ticked = form.getAll('scope');
    const wanted = offered.filter((scope) => ticked.includes(scope));
    if (wanted.length === 0) return t('page.leaveOne');
    const refusal = await permitNode(node.id, wanted);
    if (refusal) return refusalAtTheConsole(t, refusal);
    announce(t('page.permitted', { name: node.name }));
    return undefined;
  };
  return (
    <ChangeForm by={TITLE} save={save} onDone={onDone}>
      {() =>
        offered.map((scope, index) => (
          <label key={scope} class="permission">
            <input
              type="checkbox"
              name="scope"
              value={scope}
              defaultChecked={node.permissions.includes(scope)}
              autofocus={index === 0}
            />
            {permissionWords(t, scope)}
          </label>
        ))
      }
    </ChangeForm>
  );
}
