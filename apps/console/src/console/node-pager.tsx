import type { VNode } from 'preact';
import { announce } from '../state/announcements.js';
import { t } from '../state/language.js';
import { type ListedNodes, nextPage, nodes, previousPage } from '../state/nodes.js';

const rangeOf = ({ items, total, before }: ListedNodes): string =>
  t('nodes.range', { first: before + 1, last: before + items.length, total });

/** From page to page, where one does not hold all. The buttons stay, so that the focus does. */
export function NodePager({ listed }: { readonly listed: ListedNodes }): VNode | null {
  const isFirst = listed.before === 0;
  const isLast = listed.nextCursor === null;
  if (isFirst && isLast) return null;
  const turn = async (page: () => Promise<void>): Promise<void> => {
    await page();
    if (nodes.peek()) announce(t('nodes.rangeSaid', { range: rangeOf(nodes.peek() ?? listed) }));
  };
  return (
    <nav class="pager" aria-label={t('nodes.pages')}>
      <button
        type="button"
        class="button button-small button-plain"
        aria-disabled={isFirst}
        onClick={() => !isFirst && void turn(previousPage)}
      >
        {t('nodes.previous')}
      </button>
      <span class="soft">{rangeOf(listed)}</span>
      <button
        type="button"
        class="button button-small button-plain"
        aria-disabled={isLast}
        onClick={() => !isLast && void turn(nextPage)}
      >
        {t('nodes.next')}
      </button>
    </nav>
  );
}
