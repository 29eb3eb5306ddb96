import type { VNode } from 'preact';
import type { Pairing } from '@meshpair/client';
import { useNode } from '../state/known-nodes.js';
import { Icon } from './icon.js';

/** What should make the owner look twice, said at once to a screen reader too. */
export function DeviceWarnings({ view: { device, contested } }: { readonly view: Pairing }): VNode {
  const existing = useNode(device?.nodeId);
  return (
    <div role="alert" class="warnings">
      {contested === true && (
        <p class="note note-bad">
          <Icon name="warning" />
          <span>
            <strong>Another device tried the same code.</strong> Make sure that the PIN you type is on the
            device in your own hands. If you are not sure, deny and start again.
          </span>
        </p>
      )}
      {existing && (
        <p class="note note-warn">
          <Icon name="warning" />
          <span>
            <strong>
              This device says that it is <bdi>{existing.name}</bdi>, which is in your mesh already.
            </strong>{' '}
            Confirming gives it new tokens, and the old ones end.
          </span>
        </p>
      )}
    </div>
  );
}
