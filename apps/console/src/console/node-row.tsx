import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Node } from '@meshpair/client';
import { isChosen } from '../state/chosen.js';
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
  /** Tells whether it is to be chosen, and whether all from the last one to it are. */
  readonly onChoose: (node: Node, isOn: boolean, isRange: boolean) => void;
}

export const kindOf = ({ role, platform }: Node): string =>
  role === 'host' ? 'This mesh’s host' : (platform ?? 'Device');

/** One node on one row: what it is, where it is, when it was seen; the rest is on its page. */
export function NodeRow({ node, onChoose }: Props): VNode {
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
          checked={isChosen(node)}
          aria-label={`Select ${node.name}`}
          onClick={(event) => onChoose(node, event.currentTarget.checked, event.shiftKey)}
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
        {node.tags.length > 0 && <span class="row-tags">{node.tags.join(' ')}</span>}
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
