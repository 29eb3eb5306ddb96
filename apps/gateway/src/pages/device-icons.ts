import { html, type Html } from './html.js';

const icon = (shape: Html): Html =>
  html`<svg
    class="icon"
    width="32"
    height="32"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${shape}
  </svg>`;

/** Drawn in the text's colour; words say the same. */
export const ICONS = {
  done: icon(html`<path d="m5 12.5 4.5 4.5L19 7.5" />`),
  stopped: icon(html`<path d="M7 7l10 10M17 7 7 17" />`),
  device: icon(html`<rect x="7" y="3" width="10" height="18" rx="2.5" /><path d="M11 17.5h2" />`),
  host: icon(html`<rect x="3" y="4" width="18" height="12" rx="2" /><path d="M8 20h8M12 16v4" />`),
} as const;
