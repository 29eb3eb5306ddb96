import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Settings } from '@meshpair/settings';
import { Describe } from '../docs/describe.decorator.js';
import { type Html, html } from '../pages/html.js';
import { PUBLIC_FILES, SETTINGS } from '../settings.token.js';
import { readPublicPage } from '../static/static-files.js';

/** The page at `/`: the console, or before it is built a page that says what this is. */
@ApiTags('pages')
@Controller()
export class HomeController {
  private readonly page: string;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Inject(PUBLIC_FILES) private readonly publicFolder: string,
  ) {
    this.page = renderPage({
      title: 'Meshpair',
      main: html`<main>
        <h1>Meshpair</h1>
        <p>
          Self-hosted device pairing for the private mesh <strong>${settings.HOST_NODE_NAME}</strong>. The
          owner starts a pairing, a device scans the QR code and shows a PIN, the owner types the PIN: the
          device is a node.
        </p>
        <ul>
          <li><a href="/docs">The API, to read and to try</a></li>
          <li><a href="/openapi.json">The API as OpenAPI 3</a></li>
          <li><a href="/.well-known/jwks.json">The keys that tokens are signed with</a></li>
          <li><a href="/health/ready">Health</a></li>
        </ul>
      </main>`,
    });
  }

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Describe({ id: 'showConsole', summary: 'The owner’s console', produces: 'text/html' })
  async show(): Promise<string> {
    return (await readPublicPage(this.publicFolder, 'console.html')) ?? this.page;
  }
}

interface Page {
  readonly title: string;
  readonly main: Html;
}

/** A whole page. Its style comes from `/assets`: the CSP allows nothing inline. */
function renderPage({ title, main }: Page): string {
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
