import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Node } from '@meshpair/client';
import { countText, relativeTime } from '@meshpair/words';
import { announce } from '../state/announcements.js';
import { now } from '../state/clock.js';
import { acknowledgeDevices, MOST_NEWS, unseenDevices } from '../state/news.js';
import { may } from '../state/role.js';
import { keepFocus } from './kept-focus.js';
import { NodeLink } from './node-link.js';
import { askRemoval } from './removal.js';

/** More would push the list away, which has them all. */
const MOST_ROWS = 3;

function headline(count: number): string {
  if (count === 1) return 'One new device';
  return `${countText(count)}${count >= MOST_NEWS ? ' or more' : ''} new devices`;
}

/** To the next device that waits for an answer. */
function answer(ids: readonly string[]): void {
  acknowledgeDevices(ids);
  keepFocus(() => document.querySelector<HTMLElement>('.news-row button'));
}

/** Tells of the devices that joined while the owner was not looking. */
export function NewDevices(): VNode | null {
  const unseen = unseenDevices.value;
  const title = headline(unseen.length);
  useEffect(() => {
    if (unseen.length > 0) announce(`${title} in your mesh.`);
  }, [title]);
  if (unseen.length === 0) return null;
  const rest = unseen.length - MOST_ROWS;
  return (
    <section class="panel news" aria-label="New devices">
      <div class="list-head">
        <h2>
          {title} <span class="news-since">since you were last here</span>
        </h2>
        {unseen.length > 1 && (
          <button
            type="button"
            class="button button-small button-plain"
            onClick={() => answer(unseen.map(({ id }) => id))}
          >
            All were me
          </button>
        )}
      </div>
      <ul class="rows">
        {unseen.slice(0, MOST_ROWS).map((node) => (
          <NewDevice key={node.id} node={node} />
        ))}
      </ul>
      {rest > 0 && <p class="hint">and {countText(rest)} more, the newest first in the list below</p>}
    </section>
  );
}

const NewDevice = ({ node }: { readonly node: Node }): VNode => (
  <li class="news-row">
    <p class="news-words">
      <strong>
        <NodeLink node={node} />
      </strong>{' '}
      <span class="soft">
        <bdi class="mono">{node.ip}</bdi>, {relativeTime(node.createdAt, now.value)}
      </span>
    </p>
    <button
      type="button"
      class="button button-small button-plain"
      aria-label={`It was me: ${node.name}`}
      onClick={() => answer([node.id])}
    >
      It was me
    </button>
    {may('owner') && (
      <button
        type="button"
        class="button-quiet button-quiet-bad"
        aria-label={`It wasn’t me: ${node.name}`}
        onClick={() => askRemoval([node])}
      >
        It wasn’t me
      </button>
    )}
  </li>
);
