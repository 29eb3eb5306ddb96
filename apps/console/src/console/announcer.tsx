import type { VNode } from 'preact';
import { announcement } from '../state/announcements.js';

/** The one live region for what happens outside the focus. */
export const Announcer = (): VNode => (
  <div class="unseen" role="status" aria-live="polite">
    {announcement.value}
  </div>
);
