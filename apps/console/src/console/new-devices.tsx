import type { VNode } from 'preact';
import { relativeTime } from '@meshpair/words';
import { now } from '../state/clock.js';
import { acknowledgeDevice, unseenDevices } from '../state/nodes.js';
import { Icon, nodeIcon } from './icon.js';
import { askRemoval } from './removal.js';

/** Tells of each device that joined while the owner was not looking. */
export function NewDevices(): VNode {
  return (
    <section class="news" role="status" aria-label="New devices">
      {unseenDevices.value.map((node) => (
        <div class="notice" key={node.id}>
          <span class="badge">
            <Icon name={nodeIcon(node.role, node.platform)} />
          </span>
          <p>
            <strong>
              <bdi>{node.name}</bdi> joined your mesh
            </strong>
            <span class="soft">
              {relativeTime(node.createdAt, now.value)}, from <bdi class="mono">{node.ip}</bdi>
            </span>
          </p>
          <div class="notice-answers">
            <button type="button" class="button button-plain" onClick={() => acknowledgeDevice(node.id)}>
              It was me
            </button>
            <button type="button" class="button button-plain" onClick={() => askRemoval([node])}>
              It wasn’t me
            </button>
          </div>
        </div>
      ))}
    </section>
  );
}
