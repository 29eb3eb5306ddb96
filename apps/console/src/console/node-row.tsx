import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Node } from '@meshpair/client';
import { isChosen } from '../state/chosen.js';
import { t } from '../state/language.js';
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
  role === 'host' ? t('node.host') : (platform ?? t('node.device'));

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
          aria-label={t('node.select', { name: node.name })}
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
        <span class="row-kind">
          <bdi>{kindOf(node)}</bdi>
        </span>{' '}
        <span>
          <bdi class="mono">{node.ip}</bdi>
        </span>{' '}
        {node.tags.length > 0 && <span class="row-tags">{node.tags.join(' ')}</span>}
      </p>
      <p class="row-times">
        {/* Without a space, letters of two of them would join. */}
        <StatusMark node={node} /> {!isHost && <LastSeen node={node} />}{' '}
        <span class="row-since">
          {t.rich(isHost ? 'node.setUpWhen' : 'node.pairedWhen', {
            when: () => <TimeAgo time={node.createdAt} />,
          })}
        </span>
      </p>
      <RowMenu
        label={t('node.actions', { name: node.name })}
        items={[
          { text: t('node.details'), onChoose: () => goTo(node.id) },
          ...(may('owner') ? [{ text: t('node.rename'), onChoose: () => setRenaming(true) }] : []),
          ...(isHost || !may('owner')
            ? []
            : [{ text: t('node.remove'), isBad: true, onChoose: () => askRemoval([node]) }]),
        ]}
      />
    </li>
  );
}
