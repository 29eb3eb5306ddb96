import { html, type Html } from '../pages/html.js';

export interface Page {
  readonly title: string;
  readonly main: Html;
}

/** A whole page. Its style comes from `/assets`: the CSP allows nothing inline. */
export function renderPage({ title, main }: Page): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="stylesheet" href="/assets/pages.css" />
      </head>
      <body>
        ${main}
      </body>
    </html>`;
  return page.text;
}
