import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Node } from '@meshpair/client';
import { permissionOfDevice, relativeTime } from '@meshpair/words';
import { now } from '../state/clock.js';
import { justPaired } from '../state/nodes.js';
import { Icon, nodeIcon } from './icon.js';
import { NodeName } from './node-name.js';
import { askRemoval } from './removal.js';
import { TimeAgo } from './time-ago.js';

interface Props {
  readonly node: Node;
  readonly isChosen: boolean;
  readonly onChoose: (id: string, isOn: boolean) => void;
}

const kindOf = ({ role, platform }: Node): string =>
  role === 'host' ? 'This mesh’s host' : (platform ?? 'Device');

/** One node: what it is, where it is, what it may, and what the owner can do with it. */
export function NodeRow({ node, isChosen, onChoose }: Props): VNode {
  const [isRenaming, setRenaming] = useState(false);
  const isHost = node.role === 'host';
  const isNew = justPaired.value === node.id;
  return (
    <li class={isNew ? 'row row-new' : 'row'} data-node={node.id}>
      {isHost ? (
        <span class="row-choose" />
      ) : (
        <input
          class="row-choose"
          type="checkbox"
          checked={isChosen}
          aria-label={`Select ${node.name}`}
          onChange={(event) => onChoose(node.id, event.currentTarget.checked)}
        />
      )}
      <span class={isHost ? 'badge badge-host' : 'badge'}>
        <Icon name={nodeIcon(node.role, node.platform)} />
      </span>
      <div class="row-main">
        <NodeName node={node} isRenaming={isRenaming} onDone={() => setRenaming(false)} />
        <p class="row-line">
          <bdi>{kindOf(node)}</bdi>
          <bdi class="mono">{node.ip}</bdi>
        </p>
        <ul class="scopes" aria-label="Permissions">
          {node.permissions.map((scope) => (
            <li key={scope} title={scope}>
              {permissionOfDevice(scope)}
            </li>
          ))}
        </ul>
      </div>
      <div class="row-times">
        {!isHost && <LastSeen node={node} />}
        <span>
          {isHost ? 'Set up' : 'Paired'} <TimeAgo time={node.createdAt} />
        </span>
        <TokenEnd time={node.peerTokenExpiresAt} />
      </div>
      <div class="row-tools">
        {!isRenaming && (
          <button
            type="button"
            class="button-quiet"
            aria-label={`Rename ${node.name}`}
            onClick={() => setRenaming(true)}
          >
            Rename
          </button>
        )}
        {!isHost && (
          <button
            type="button"
            class="button-quiet button-quiet-bad"
            aria-label={`Remove ${node.name}`}
            onClick={() => askRemoval([node])}
          >
            Remove
          </button>
        )}
      </div>
    </li>
  );
}

function LastSeen({ node: { lastSeenAt } }: { readonly node: Node }): VNode {
  if (lastSeenAt === null) return <span>Not seen yet</span>;
  const isFresh = relativeTime(lastSeenAt, now.value) === 'just now';
  return (
    <span class={isFresh ? 'seen-now' : undefined}>
      {isFresh && <span class="dot" aria-hidden="true" />}
      Seen <TimeAgo time={lastSeenAt} />
    </span>
  );
}

function TokenEnd({ time }: { readonly time: string | null | undefined }): VNode | null {
  if (typeof time !== 'string') return null;
  const hasEnded = Date.parse(time) <= now.value;
  return (
    <span class={hasEnded ? 'token-ended' : undefined}>
      {hasEnded ? 'Token ended' : 'Token ends'} <TimeAgo time={time} />
    </span>
  );
}
