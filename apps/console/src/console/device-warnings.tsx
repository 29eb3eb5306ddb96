import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { Node, Pairing } from '@meshpair/client';
import { useNode } from '../state/known-nodes.js';
import { Icon } from './icon.js';

interface Warnings {
  readonly isContested: boolean;
  /** The node that the device says it is. */
  readonly existing: Node | undefined;
}

/** What should make the owner look twice: what the card began with, and what came up since, which must move nothing. */
export function useWarnings({ device, contested }: Pairing): {
  readonly first: Warnings;
  readonly since: Warnings;
} {
  const known = { isContested: contested === true, existing: useNode(device?.nodeId) };
  const { current: first } = useRef(known);
  const since = {
    isContested: known.isContested && !first.isContested,
    existing: first.existing ? undefined : known.existing,
  };
  return { first, since };
}

/** Said at once to a screen reader too. */
export function DeviceWarnings({
  warnings: { isContested, existing },
}: {
  readonly warnings: Warnings;
}): VNode {
  return (
    <div role="alert" class="warnings">
      {isContested && (
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
