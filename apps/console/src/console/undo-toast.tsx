import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { UNDO_SECONDS } from '@meshpair/domain';
import { countText } from '@meshpair/words';
import { announce } from '../state/announcements.js';
import { now } from '../state/clock.js';
import { removed, undoRemoval } from '../state/removals.js';
import { keepFocus } from './kept-focus.js';

const devices = (count: number): string => (count === 1 ? 'device' : `${countText(count)} devices`);

export const removedWords = (count: number): string =>
  count === 1 ? 'Device removed.' : `${countText(count)} devices removed.`;

/** Lets the last removal be undone. */
export async function undo(): Promise<void> {
  const { count = 0 } = removed.peek() ?? {};
  const refusal = await undoRemoval();
  announce(
    refusal ? 'It was too late: the removal stays.' : `The removal of the ${devices(count)} is undone.`,
  );
}

/** What was removed, and for how long that can be undone. It stands over the page, which stays where it is. */
export function UndoToast(): VNode | null {
  const last = removed.value;
  // The clock is up to a second behind.
  const seconds = last ? Math.min(Math.ceil((last.until - now.value) / 1000), UNDO_SECONDS) : 0;
  return last && seconds > 0 ? <Toast count={last.count} seconds={seconds} /> : null;
}

function Toast({ count, seconds }: { readonly count: number; readonly seconds: number }): VNode {
  useEffect(() => () => keepFocus(), []);
  return (
    <section class="toast" aria-label="Removed">
      <span>{removedWords(count)}</span>
      <button type="button" class="button button-small button-plain" onClick={() => void undo()}>
        Undo
        <span class="toast-seconds" aria-hidden="true">
          {seconds}
        </span>
      </button>
    </section>
  );
}
