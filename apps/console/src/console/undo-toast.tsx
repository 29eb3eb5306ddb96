import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { UNDO_SECONDS } from '@meshpair/domain';
import { announce } from '../state/announcements.js';
import { now } from '../state/clock.js';
import { t } from '../state/language.js';
import { removed, undoRemoval } from '../state/removals.js';
import { keepFocus } from './kept-focus.js';

/** Lets the last removal be undone. */
export async function undo(): Promise<void> {
  const { count = 0 } = removed.peek() ?? {};
  const refusal = await undoRemoval();
  announce(refusal ? t('undo.late') : t('undo.done', { count }));
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
    <section class="toast" aria-label={t('undo.title')}>
      <span>{t('removal.done', { count })}</span>
      <button type="button" class="button button-small button-plain" onClick={() => void undo()}>
        {t('undo.button')}
        <span class="toast-seconds" aria-hidden="true">
          {seconds}
        </span>
      </button>
    </section>
  );
}
