import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { NodeDetails } from '@meshpair/client';
import { Icon, nodeIcon } from '../console/icon.js';
import { follow } from '../console/node-link.js';
import { NodeName } from '../console/node-name.js';
import { kindOf } from '../console/node-row.js';
import { StatusMark } from '../console/node-status.js';
import { askRemoval } from '../console/removal.js';
import { Skeleton } from '../console/skeleton.js';
import { strong } from '../console/tags.js';
import { type Device, device } from '../state/device.js';
import { t } from '../state/language.js';
import { goTo, linkTo } from '../state/place.js';
import { may } from '../state/role.js';
import { DeviceEvents } from './device-events.js';
import { DeviceFacts } from './device-facts.js';

/** One node: what is known of it, what happened to it, and what the owner can do with it. */
export function DevicePage(): VNode | null {
  const shown = device.value;
  if (!shown) return null;
  return (
    <div class="device-page">
      <a class="way-back" href={linkTo(undefined)} onClick={(event) => follow(event, () => goTo(undefined))}>
        <Icon name="back" /> {t('page.back')}
      </a>
      <DeviceOrNone key={shown.id} shown={shown} />
    </div>
  );
}

function DeviceOrNone({ shown: { node, events, olderAfter } }: { readonly shown: Device }): VNode {
  if (node === undefined) {
    return (
      <section class="panel" aria-label={t('page.node')}>
        <Skeleton rows={4} />
      </section>
    );
  }
  if (node === null) {
    return (
      <section class="panel" aria-label={t('page.node')}>
        <p class="empty" role="status">
          {t.rich('page.none', { b: strong })}
        </p>
      </section>
    );
  }
  return (
    <div class="columns">
      <div class="side">
        <DeviceHead node={node} />
        <DeviceFacts node={node} />
      </div>
      <DeviceEvents nodeId={node.id} events={events} hasOlder={olderAfter !== null} />
    </div>
  );
}

function DeviceHead({ node }: { readonly node: NodeDetails }): VNode {
  const [isRenaming, setRenaming] = useState(false);
  const head = useRef<HTMLElement>(null);
  const isHost = node.role === 'host';
  useEffect(() => head.current?.querySelector('h2')?.focus(), []);
  useEffect(() => {
    const title = document.title;
    document.title = `${node.name} – ${title}`;
    return () => void (document.title = title);
  }, [node.name]);
  return (
    <section class="panel device-top" aria-label={node.name} ref={head}>
      <span class={isHost ? 'badge badge-host' : 'badge'}>
        <Icon name={nodeIcon(node.role, node.platform)} />
      </span>
      <div class="device-title">
        <NodeName node={node} isRenaming={isRenaming} onDone={() => setRenaming(false)} level="h2">
          <bdi>{node.name}</bdi>
        </NodeName>
        <p class="row-line">
          <bdi>{kindOf(node)}</bdi>
          <StatusMark node={node} />
        </p>
      </div>
      {!isRenaming && may('owner') && (
        <div class="device-tools">
          <button type="button" class="button button-small button-plain" onClick={() => setRenaming(true)}>
            {t('node.rename')}
          </button>
          {!isHost && (
            <button
              type="button"
              class="button button-small button-bad"
              onClick={() => askRemoval([node], () => goTo(undefined))}
            >
              {t('node.remove')}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
