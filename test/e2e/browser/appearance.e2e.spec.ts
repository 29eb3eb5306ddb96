import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';

const chromium = locateChromium();
const LIGHT = 'rgb(245, 244, 240)';
const DARK = 'rgb(19, 20, 18)';
const GROUND_OF_DOCS = 'getComputedStyle(document.body).backgroundColor';

interface Manifest {
  readonly name: string;
  readonly start_url: string;
  readonly display: string;
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose: string }[];
}

(chromium === undefined ? describe.skip : describe)('how the console looks', () => {
  let system: RunningSystem;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    browser = await launchChromium(chromium ?? '');
  }, 120_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  const signedIn = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ colorScheme: 'light', reducedMotion: 'reduce', ...options });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(system.baseUrl);
    await page.getByLabel(/owner key/i).fill(system.ownerKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Pair a device' }).waitFor();
    return page;
  };
  const inSettings = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await signedIn(options);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Appearance' }).waitFor();
    return page;
  };
  const ground = (page: Page): Promise<string> =>
    page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
  /** Resolves when the page has this ground, and the browser's bars have theirs. */
  const looks = (page: Page, colour: string, bar: string): Promise<unknown> =>
    waitFor(async () => (await ground(page)) === colour && (await barColours(page)).join() === bar, {
      message: `the page is ${colour}, its bar ${bar}`,
      timeoutMs: 5000,
    });
  /** What a browser paints its own bars with. */
  const barColours = (page: Page): Promise<readonly string[]> =>
    page.evaluate<string[]>(`[...document.querySelectorAll('meta[name=theme-color]')]
      .filter(({ media }) => matchMedia(media).matches).map(({ content }) => content)`);

  it('follows the system until the owner chooses, and again when the owner says so', async () => {
    const page = await inSettings();
    expect(await page.getByRole('radio', { name: 'System' }).isChecked()).toBe(true);
    await looks(page, LIGHT, '#f5f4f0');
    await page.getByRole('radio', { name: 'Dark' }).check();
    await looks(page, DARK, '#131412');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('radio', { name: 'Light' }).check();
    await looks(page, LIGHT, '#f5f4f0');
    await page.getByRole('radio', { name: 'System' }).check();
    await looks(page, DARK, '#131412');
    expect(await page.evaluate("localStorage.getItem('meshpair.theme')")).toBe(null);
  });

  it.each([
    ['light', 'Dark', DARK],
    ['dark', 'Light', LIGHT],
  ] as const)(
    'is painted on a %s system in the chosen theme from the start: %s',
    async (colorScheme, choice, colour) => {
      const page = await inSettings({ colorScheme });
      await page.getByRole('radio', { name: choice }).check();
      expect(await seriousFindings(page)).toEqual([]);
      // The console's own script never comes: what is seen now is what was there before it.
      await page.route('**/assets/*.js', () => undefined);
      await page.reload({ waitUntil: 'commit' });
      await waitFor(
        () => page.evaluate<boolean>('document.styleSheets.length > 0 && document.body !== null'),
        {
          message: 'the style is there',
        },
      );
      expect([await ground(page), await page.locator('#app > *').count()]).toEqual([colour, 0]);
      const waitsForTheme = 'head > script[src="/theme.js"]:not([async], [defer], [type])';
      expect(await page.locator(waitsForTheme).count()).toBe(1);
    },
  );

  it('is kept over a reload, and changes in the other tabs', async () => {
    const page = await inSettings();
    const other = await page.context().newPage();
    await other.goto(`${system.baseUrl}/#/settings`);
    await other.getByRole('radio', { name: 'Dark' }).check();
    await waitFor(async () => (await ground(page)) === DARK, { message: 'the other tab is dark' });
    expect(await page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true);
    await page.reload();
    await page.getByRole('heading', { name: 'Appearance' }).waitFor();
    expect(await page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true);
  });

  it('leaves the device’s page and the documents to the system', async () => {
    const page = await inSettings();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.goto(`${system.baseUrl}/join?token=none`);
    expect(await ground(page)).toBe(LIGHT);
    await page.goto(`${system.baseUrl}/docs`);
    expect(await page.evaluate(GROUND_OF_DOCS)).toBe(LIGHT);
    await page.emulateMedia({ colorScheme: 'dark' });
    await waitFor(async () => (await page.evaluate(GROUND_OF_DOCS)) === DARK, { message: 'they are dark' });
  });

  it('can be installed: Chromium finds the manifest, and nothing wrong with it', async () => {
    const page = await signedIn();
    const refused: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && refused.push(message.text())));
    const session = await page.context().newCDPSession(page);
    const found = await session.send('Page.getAppManifest');
    expect([found.url, found.errors]).toEqual([`${system.baseUrl}/manifest.webmanifest`, []]);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // Each test has a window of its own, which keeps nothing.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
    const manifest = JSON.parse(found.data ?? '') as Manifest;
    expect(manifest).toMatchObject({ name: 'Meshpair', start_url: '/', display: 'standalone' });
    const kinds = manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`);
    expect(kinds).toEqual(['192x192 any', '512x512 any', '192x192 maskable', '512x512 maskable']);
    expect(refused).toEqual([]);
  });

  it('has its pictures in the sizes that it names, each of its own type', async () => {
    const answer = await fetch(`${system.baseUrl}/manifest.webmanifest`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/manifest\+json/);
    const { icons } = (await answer.json()) as Manifest;
    for (const { src, sizes } of [...icons, { src: '/icons/apple-touch-icon.png', sizes: '180x180' }]) {
      const picture = await fetch(system.baseUrl + src);
      expect([src, picture.headers.get('content-type')]).toEqual([src, 'image/png']);
      const { width, height } = PNG.sync.read(Buffer.from(await picture.arrayBuffer()));
      expect(`${width}x${height}`).toBe(sizes);
    }
    const page = await (await fetch(system.baseUrl)).text();
    for (const [, path = ''] of page.matchAll(/<link rel="(?:icon|apple-touch-icon)"[^>]* href="([^"]+)"/g))
      expect([path, (await fetch(system.baseUrl + path)).status]).toEqual([path, 200]);
    expect((await fetch(`${system.baseUrl}/icons/icon-191.png`)).status).toBe(404);
  });
});
