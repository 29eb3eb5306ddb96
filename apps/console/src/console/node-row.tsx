import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Node } from '@meshpair/client';
import { justPaired } from '../state/news.js';
import { goTo } from '../state/place.js';
import { may } from '../state/role.js';
import { Icon, nodeIcon } from './icon.js';
import { NodeLink } from './node-link.js';
import { NodeName } from './node-name.js';
import { LastSeen, StatusMark } from './node-status.js';
import { askRemoval } from './removal.js';
import { RowMenu } from './row-menu.js';
import { TimeAgo } from './time-ago.js';

interface Props {
  readonly node: Node;
  readonly isChosen: boolean;
  readonly onChoose: (node: Node, isOn: boolean) => void;
}

export const kindOf = ({ role, platform }: Node): string =>
  role === 'host' ? 'This mesh’s host' : (platform ?? 'Device');

/** One node on one row: what it is, where it is, when it was seen; the rest is on its page. */
export function NodeRow({ node, isChosen, onChoose }: Props): VNode {
  const [isRenaming, setRenaming] = useState(false);
  const isHost = node.role === 'host';
  const classes = ['row', justPaired.value === node.id && 'row-new', isRenaming && 'row-renaming'];
  return (
    <li class={classes.filter(Boolean).join(' ')} data-node={node.id}>
      {isHost || !may('owner') ? (
        <span class="row-choose" />
      ) : (
        <input
          class="row-choose"
          type="checkbox"
          checked={isChosen}
          aria-label={`Select ${node.name}`}
          onChange={(event) => onChoose(node, event.currentTarget.checked)}
        />
      )}
      <span class={isHost ? 'badge badge-host' : 'badge'}>
        <Icon name={nodeIcon(node.role, node.platform)} />
      </span>
      <NodeName node={node} isRenaming={isRenaming} onDone={() => setRenaming(false)}>
        <NodeLink node={node} />
      </NodeName>
      <p class="row-line">
        <bdi class="row-kind">{kindOf(node)}</bdi>
        <bdi class="mono">{node.ip}</bdi>
      </p>
      <p class="row-times">
        <StatusMark node={node} />
        {!isHost && <LastSeen node={node} />}
        <span class="row-since">
          {isHost ? 'Set up' : 'Paired'} <TimeAgo time={node.createdAt} />
        </span>
      </p>
      <RowMenu
        label={`Actions for ${node.name}`}
        items={[
          { text: 'Details', onChoose: () => goTo(node.id) },
          ...(may('owner') ? [{ text: 'Rename', onChoose: () => setRenaming(true) }] : []),
          ...(isHost || !may('owner')
            ? []
            : [{ text: 'Remove', isBad: true, onChoose: () => askRemoval([node]) }]),
        ]}
      />
    </li>
  );
}
