import type { VNode } from 'preact';

/** The PIN was right; the registry has the word. */
export const PairFinishing = (): VNode => (
  <div class="outcome">
    <h2 id="pair-title" tabIndex={-1} data-first-focus>
      The PIN is right
    </h2>
    <p class="lead" role="status">
      <span class="dot dot-waiting" aria-hidden="true" /> Adding the device to your mesh…
    </p>
  </div>
);
