import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';

const chromium = locateChromium();

(chromium === undefined ? describe.skip : describe)('the keys of the console', () => {
  let system: RunningSystem;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    browser = await launchChromium(chromium ?? '');
  }, 120_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await system.query('delete from pairing.pairing_states');
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  const signedIn = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(system.baseUrl);
    await page.getByLabel(/owner key/i).fill(system.ownerKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('[data-node]').first().waitFor();
    return page;
  };
  const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const help = (page: Page): ReturnType<Page['getByRole']> =>
    page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const settings = (page: Page): ReturnType<Page['getByRole']> =>
    page.getByRole('heading', { name: 'Settings', exact: true });
  const focused = (page: Page): Promise<string> => page.evaluate<string>('document.activeElement.id');
  const pairings = async (): Promise<number> =>
    (await system.query('select 1 from pairing.pairing_states')).length;

  it('focus the search, also from a page where it is not', async () => {
    const page = await signedIn();
    const search = page.getByRole('searchbox');
    const isFocused = (): Promise<boolean> =>
      page.evaluate<boolean>(`document.activeElement?.type === 'search'`);
    await press(page, '/');
    await waitFor(isFocused, { message: 'the search has the focus' });
    await press(page, '/', 'n', '?');
    expect(await search.inputValue()).toBe('/n?');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.locator('.node-link').first().click();
    await page.getByRole('heading', { name: 'Details' }).waitFor();
    await press(page, '/');
    await waitFor(isFocused, { message: 'the search has the focus again' });
  });

  it.each(['n', 'p'])('start a pairing: %s; a code that is being scanned stays', async (key) => {
    const page = await signedIn();
    await press(page, ',');
    await settings(page).waitFor();
    await press(page, key);
    await page.getByRole('img', { name: /QR/i }).waitFor();
    await waitFor(async () => (await focused(page)) === 'pair-title', { message: 'the panel has the focus' });
    const link = await page.getByLabel('Link to join').inputValue();
    await page.getByRole('link', { name: 'Settings' }).focus();
    await press(page, key);
    await waitFor(async () => (await focused(page)) === 'pair-title', { message: 'and has it again' });
    expect(await page.getByLabel('Link to join').inputValue()).toBe(link);
    expect(await pairings()).toBe(1);
  });

  it('lead to the settings and home', async () => {
    const page = await signedIn();
    await press(page, 'g', 's');
    await settings(page).waitFor();
    await press(page, 'g', 'h');
    await page.getByRole('heading', { name: /^Nodes/ }).waitFor();
    await waitFor(async () => (await focused(page)) === 'main', { message: 'the page has the focus' });
    await press(page, ',');
    await settings(page).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: /^Nodes/ }).waitFor();
  });

  it('do nothing with a modifier, in a field, a menu or a dialog', async () => {
    const page = await signedIn();
    for (const keys of ['Alt+n', 'Control+,', 'Meta+p', 'Shift+N']) await press(page, keys);
    await page.getByRole('combobox', { name: 'Order' }).focus();
    await press(page, ',', 'n', '?');
    await page.locator('[data-node] [aria-haspopup=menu]').first().click();
    await page.getByRole('menu').waitFor();
    await press(page, ',', 'n', '?', 'Escape');
    await press(page, '?');
    await help(page).waitFor();
    await press(page, 'n', ',', '/');
    expect(await help(page).isVisible()).toBe(true);
    await press(page, 'Escape');
    await help(page).waitFor({ state: 'detached' });
    expect([await pairings(), await settings(page).count()]).toEqual([0, 0]);
  });

  it('are told by a sheet, which is fetched when somebody asks, and gives the focus back', async () => {
    const page = await signedIn();
    const fetched: string[] = [];
    page.on('request', (request) => void fetched.push(request.url()));
    const isFetched = (): boolean => fetched.some((url) => url.includes('/assets/help-sheet-'));
    expect(
      await page.evaluate<boolean>(`performance.getEntriesByType('resource')
      .some(({ name }) => name.includes('help-sheet'))`),
    ).toBe(false);
    const opener = page.getByRole('button', { name: 'Keyboard shortcuts' });
    await opener.click();
    await help(page).waitFor();
    expect(isFetched()).toBe(true);
    const keys = (await help(page).locator('kbd').allInnerTexts()).join(' ');
    expect(keys).toBe('/ n p g s , g h u ? Esc');
    expect(await seriousFindings(page)).toEqual([]);
    await help(page).getByRole('button', { name: 'Close' }).click();
    await help(page).waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.innerText')).toBe('Keyboard shortcuts');
  });

  it('can be turned off in this browser, and on again', async () => {
    const page = await signedIn();
    await press(page, '?');
    await help(page).getByRole('checkbox').uncheck();
    await press(page, 'Escape');
    await help(page).waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('[data-node]').first().waitFor();
    await press(page, '?', ',', 'n');
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await help(page).waitFor();
    expect([await pairings(), await settings(page).count()]).toEqual([0, 0]);
    await help(page).getByRole('checkbox').check();
    await press(page, 'Escape', ',');
    await settings(page).waitFor();
  });

  it('say so when the sheet cannot be fetched', async () => {
    const page = await signedIn();
    await page.route('**/assets/help-sheet-*.js', (route) => route.abort());
    await press(page, '?');
    await page.getByRole('alert').getByText('could not be fetched').waitFor();
  });

  it.each([
    [360, 'light'],
    [360, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('are told in %d px, %s', async (width, colorScheme) => {
    const page = await signedIn({ colorScheme, viewport: { width, height: 800 } });
    await press(page, '?');
    await help(page).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await seriousFindings(page)).toEqual([]);
    await press(page, 'Escape');
    await page.goto(`${system.baseUrl}/docs`);
    await page.locator('.swagger-ui .info').waitFor();
    await page.getByRole('link', { name: 'Back to the console' }).click();
    await page.getByRole('heading', { name: /^Nodes/ }).waitFor();
  });
});
