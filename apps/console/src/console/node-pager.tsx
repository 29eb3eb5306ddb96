import type { VNode } from 'preact';
import { countText } from '@meshpair/words';
import { announce } from '../state/announcements.js';
import { type ListedNodes, nextPage, nodes, previousPage } from '../state/nodes.js';

const rangeOf = ({ items, total, before }: ListedNodes): string =>
  `${countText(before + 1)}–${countText(before + items.length)} of ${countText(total)}`;

/** From page to page, where one does not hold all. The buttons stay, so that the focus does. */
export function NodePager({ listed }: { readonly listed: ListedNodes }): VNode | null {
  const isFirst = listed.before === 0;
  const isLast = listed.nextCursor === null;
  if (isFirst && isLast) return null;
  const turn = async (page: () => Promise<void>): Promise<void> => {
    await page();
    if (nodes.peek()) announce(`Nodes ${rangeOf(nodes.peek() ?? listed)}.`);
  };
  return (
    <nav class="pager" aria-label="Pages of nodes">
      <button
        type="button"
        class="button button-small button-plain"
        aria-disabled={isFirst}
        onClick={() => !isFirst && void turn(previousPage)}
      >
        Previous
      </button>
      <span class="soft">{rangeOf(listed)}</span>
      <button
        type="button"
        class="button button-small button-plain"
        aria-disabled={isLast}
        onClick={() => !isLast && void turn(nextPage)}
      >
        Next
      </button>
    </nav>
  );
}
