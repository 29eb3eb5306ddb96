import type { VNode } from 'preact';

/** Three nodes, joined. */
export const Mark = (): VNode => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect class="mark-ground" width="32" height="32" rx="9" />
    <path class="mark-lines" d="M10.500 20.500 16 11l5.500 9.500z" />
    <g class="mark-nodes">
      <circle cx="16" cy="10.5" r="3.5" />
      <circle cx="10" cy="21" r="3.5" />
      <circle cx="22" cy="21" r="3.5" />
    </g>
  </svg>
);
