import { directionOf, type Language } from '@meshpair/words';
import { type Html, html, joinHtml, messageHtml } from './html.js';

/** What the page's script does with it: `form` asks for the name, `code` for the code as well, `wait` follows the pairing, `home` watches the node. */
export type PageKind = 'form' | 'code' | 'wait' | 'home' | 'said';

/** One page of the device, before its frame. */
export interface DevicePage {
  readonly kind: PageKind;
  readonly title: string;
  readonly tone?: 'good' | 'bad';
  readonly main: Html;
}

/** The files of a page, as URLs. Without a script the page works by its links and forms. */
export interface PageFiles {
  readonly styles: readonly string[];
  readonly script?: string;
}

const MARK = html`<svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
  <path d="M7 9 21 7 15 21Z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" />
  <circle cx="7" cy="9" r="4" fill="currentColor" />
  <circle cx="21" cy="7" r="4" fill="currentColor" />
  <circle cx="15" cy="21" r="4" fill="currentColor" />
</svg>`;

/** What the tags of messages become: a name keeps its own direction. */
export const NAMED = {
  bdi: (inside: readonly (string | Html)[]): Html => html`<bdi>${messageHtml(inside)}</bdi>`,
};

/** The same, where the name is what matters. */
export const STRONG = {
  bdi: (inside: readonly (string | Html)[]): Html => html`<strong>${NAMED.bdi(inside)}</strong>`,
};

/** The whole document. Style and script are files of our own: the CSP allows nothing inline. */
export function renderDevicePage(
  { kind, title, tone, main }: DevicePage,
  files: PageFiles,
  language: Language,
): string {
  const styles = files.styles.map((href) => html`<link rel="stylesheet" href="${href}" />`);
  const script =
    files.script === undefined ? undefined : html`<script type="module" src="${files.script}"></script>`;
  return html`<!doctype html>
    <html lang="${language}" dir="${directionOf(language)}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <title>${title} – Meshpair</title>
        <link rel="icon" href="data:," />
        ${joinHtml(styles)} ${script}
      </head>
      <body class="device">
        <header class="brand">${MARK}<span>Meshpair</span></header>
        <main data-page="${kind}" data-tone="${tone ?? 'plain'}">${main}</main>
      </body>
    </html>`.text;
}

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
