import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { Node, Pairing } from '@meshpair/client';
import { useNode } from '../state/known-nodes.js';
import { t } from '../state/language.js';
import { Icon } from './icon.js';
import { named, strong } from './tags.js';

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
          <span>{t.rich('card.contested', { b: strong })}</span>
        </p>
      )}
      {existing && (
        <p class="note note-warn">
          <Icon name="warning" />
          <span>{t.rich('card.known', { name: existing.name, bdi: named, b: strong })}</span>
        </p>
      )}
    </div>
  );
}
