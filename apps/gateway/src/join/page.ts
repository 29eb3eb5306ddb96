import { html, type Html } from './html.js';

export interface Page {
  readonly title: string;
  readonly main: Html;
  /** A script of `/assets`, by file name. */
  readonly script?: string;
}

/** A whole page. Style and script come from `/assets`: the CSP allows nothing inline. */
export function renderPage({ title, main, script }: Page): string {
  const scriptTag = script === undefined ? undefined : html`<script src="/assets/${script}" defer></script>`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="stylesheet" href="/assets/pages.css" />
        ${scriptTag}
      </head>
      <body>
        ${main}
      </body>
    </html>`;
  return page.text;
}
