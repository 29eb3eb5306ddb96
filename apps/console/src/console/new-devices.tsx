import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Node } from '@meshpair/client';
import { relativeTime } from '@meshpair/words';
import { announce } from '../state/announcements.js';
import { now } from '../state/clock.js';
import { t } from '../state/language.js';
import { acknowledgeDevices, MOST_NEWS, unseenDevices } from '../state/news.js';
import { may } from '../state/role.js';
import { keepFocus } from './kept-focus.js';
import { NodeLink } from './node-link.js';
import { askRemoval } from './removal.js';

/** More would push the list away, which has them all. */
const MOST_ROWS = 3;

const headline = (count: number): string =>
  t(count >= MOST_NEWS ? 'news.titleOrMore' : 'news.title', { count });

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
    if (unseen.length > 0) announce(t('news.said', { title }));
  }, [title]);
  if (unseen.length === 0) return null;
  const rest = unseen.length - MOST_ROWS;
  return (
    <section class="panel news" aria-label={t('news.region')}>
      <div class="list-head">
        <h2>
          {title} <span class="news-since">{t('news.since')}</span>
        </h2>
        {unseen.length > 1 && (
          <button
            type="button"
            class="button button-small button-plain"
            onClick={() => answer(unseen.map(({ id }) => id))}
          >
            {t('news.all')}
          </button>
        )}
      </div>
      <ul class="rows">
        {unseen.slice(0, MOST_ROWS).map((node) => (
          <NewDevice key={node.id} node={node} />
        ))}
      </ul>
      {rest > 0 && <p class="hint">{t('news.rest', { count: rest })}</p>}
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
        <bdi class="mono">{node.ip}</bdi>, {relativeTime(t, node.createdAt, now.value)}
      </span>
    </p>
    <button
      type="button"
      class="button button-small button-plain"
      aria-label={t('news.meOf', { name: node.name })}
      onClick={() => answer([node.id])}
    >
      {t('news.me')}
    </button>
    {may('owner') && (
      <button
        type="button"
        class="button-quiet button-quiet-bad"
        aria-label={t('news.notMeOf', { name: node.name })}
        onClick={() => askRemoval([node])}
      >
        {t('news.notMe')}
      </button>
    )}
  </li>
);
