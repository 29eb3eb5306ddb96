import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { addOwner, type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { readQrCode, seriousFindings } from './page-checks.js';
import { ask, codeOn, PairingPages, pinField, showCode, signIn, typePin } from './pairing-pages.js';

const chromium = locateChromium();

/** What a page keeps, in the tab and beyond it. */
const keptInTab = (page: Page): Promise<string> => page.evaluate('JSON.stringify(sessionStorage)');
const keptInBrowser = (page: Page): Promise<string> =>
  page.evaluate('JSON.stringify([localStorage, document.cookie, location.href, history.state])');

/** A reload that waits until the console has read where the pairing stands. */
async function reload(page: Page): Promise<void> {
  await page.reload();
  await page.getByRole('heading', { name: /^Nodes/ }).waitFor();
}

(chromium === undefined ? describe.skip : describe)('the code on the console’s screen', () => {
  let system: RunningSystem;
  let browser: Browser;
  let pages: PairingPages;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' }, replicas: { 'cleanup-worker': 1 } });
    browser = await launchChromium(chromium ?? '');
    pages = new PairingPages(browser, system);
  }, 120_000);
  afterEach(() => pages.close());
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  /** The token that a picture of a code leads to. */
  const tokenOf = async (picture: ReturnType<typeof codeOn>): Promise<string> => {
    const token = new URL((await readQrCode(picture)) ?? '').searchParams.get('token');
    return token ?? '';
  };

  it('is the same after a reload, whose tab alone has kept it, and pairs', async () => {
    const desktop = await pages.signedIn();
    const phone = await pages.scan(desktop, '127.0.0.31');
    const token = await tokenOf(codeOn(desktop));
    await reload(desktop);
    expect(await tokenOf(codeOn(desktop))).toBe(token);
    expect(await keptInTab(desktop)).toContain(token);
    expect(await keptInBrowser(desktop)).not.toContain(token);
    const other = await desktop.context().newPage();
    await other.goto(system.baseUrl);
    await other.getByRole('button', { name: 'Pair a device' }).waitFor();
    expect(await keptInTab(other)).not.toContain(token);

    const pin = await ask(phone);
    await pinField(desktop).waitFor();
    expect(await keptInTab(desktop)).not.toContain(token);
    await reload(desktop);
    await pinField(desktop).waitFor();
    await typePin(desktop, pin);
    await phone.waitForURL(/\/join\/home/);
    await desktop.getByRole('button', { name: 'Pair another device' }).waitFor();
    expect(await keptInTab(desktop)).toBe('{}');
  });

  it('is gone from the tab once the pairing is cancelled', async () => {
    const desktop = await pages.signedIn();
    await showCode(desktop);
    await desktop.getByRole('button', { name: 'Cancel', exact: true }).click();
    await desktop.getByRole('button', { name: 'Pair a device' }).waitFor();
    expect(await keptInTab(desktop)).toBe('{}');
  });

  it('is gone from the tab at sign-out, here or in another tab', async () => {
    const desktop = await pages.signedIn();
    await showCode(desktop);
    await desktop.getByRole('button', { name: 'Sign out' }).click();
    await desktop.getByLabel(/owner key/i).waitFor();
    expect(await keptInTab(desktop)).toBe('{}');

    await signIn(desktop, system.ownerKey);
    await showCode(desktop);
    await desktop.context().clearCookies();
    await desktop.reload();
    await desktop.getByLabel(/owner key/i).waitFor();
    expect(await keptInTab(desktop)).toBe('{}');
  });

  it('is gone from the tab when another owner has signed in', async () => {
    const desktop = await pages.signedIn();
    await showCode(desktop);
    const key = await addOwner(system, 'neighbour');
    const status = await desktop.evaluate(
      `fetch('/console/session', { method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key: '${key}' }) }).then(({ status }) => status)`,
    );
    expect(status).toBeLessThan(300);
    // The mesh would not tell the neighbour of it; the page itself must not either, before it has asked.
    await desktop.route(/\/pairing\/[\w-]{36}$/, () => undefined);
    await reload(desktop);
    await desktop.getByRole('button', { name: 'Pair a device' }).waitFor();
    expect(await codeOn(desktop).count()).toBe(0);
    expect(await keptInTab(desktop)).toBe('{}');
  });

  it.each([
    [360, 'light'],
    [1280, 'dark'],
  ] as const)(
    'fills a screen of %d px, %s, and closes by Escape and by a click',
    async (width, colorScheme) => {
      const desktop = await pages.signedIn({ viewport: { width, height: 780 }, colorScheme });
      const small = await (await showCode(desktop)).boundingBox();
      const token = await tokenOf(codeOn(desktop));
      const open = desktop.getByRole('button', { name: 'Enlarge the code' });
      const dialog = desktop.getByRole('dialog', { name: 'The code, enlarged' });
      const picture = dialog.getByRole('img', { name: /QR/ });
      await open.click();
      expect(await dialog.boundingBox()).toEqual({ x: 0, y: 0, width, height: 780 });
      expect((await picture.boundingBox())?.width).toBeGreaterThan(small?.width ?? Infinity);
      expect(await tokenOf(picture)).toBe(token);
      expect(await seriousFindings(desktop)).toEqual([]);
      await desktop.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      expect(await open.and(desktop.locator(':focus')).count()).toBe(1);
      await open.press('Enter');
      await picture.click();
      await dialog.waitFor({ state: 'hidden' });
    },
  );

  it('goes from the whole screen when a device has used it', async () => {
    const desktop = await pages.signedIn();
    const phone = await pages.scan(desktop, '127.0.0.32');
    await desktop.getByRole('button', { name: 'Enlarge the code' }).click();
    await ask(phone);
    await desktop.getByRole('dialog').waitFor({ state: 'detached' });
    await waitFor(async () => (await desktop.evaluate('document.activeElement.id')) === 'pin');
  });

  it('downloads as a picture that leads where the code leads', async () => {
    const desktop = await pages.signedIn();
    const token = await tokenOf(await showCode(desktop));
    const waiting = desktop.waitForEvent('download');
    await desktop.getByRole('link', { name: 'Download the code' }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe('meshpair-code.svg');
    const svg = await readFile(await download.path());
    const viewer = await desktop.context().newPage();
    await viewer.setContent(
      `<img width="400" alt="code" src="data:image/svg+xml;base64,${svg.toString('base64')}">`,
    );
    expect(await tokenOf(viewer.getByRole('img'))).toBe(token);
  });

  it('of a minute begins with 1:00, and its end is on the page at once, without a word of the mesh', async () => {
    const desktop = await pages.signedIn();
    await desktop.route('**/pairing/start**', (route) => route.continue({ postData: { ttlSeconds: 60 } }));
    await desktop.evaluate(`{
      window.clocks = [];
      new MutationObserver(() => {
        const clock = document.querySelector('[role=timer] .countdown-clock')?.textContent;
        if (clock && !clocks.includes(clock)) clocks.push(clock);
        if (document.querySelector('.pair-expired')) window.expiredAt ??= Date.now();
      }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    }`);
    const answer = desktop.waitForResponse(/\/pairing\/start/);
    await showCode(desktop);
    const { expiresAt } = (await (await answer).json()) as { expiresAt: string };
    await system.stopService('pairing');
    await desktop.getByRole('heading', { name: /expired/i }).waitFor({ timeout: 70_000 });
    const [clocks, expiredAt] = await desktop.evaluate<[string[], number]>('[clocks, expiredAt]');
    await system.startService('pairing');
    expect(clocks[0]).toBe('1:00');
    expect(clocks).not.toContain('0:00');
    expect(expiredAt - Date.parse(expiresAt)).toBeGreaterThanOrEqual(0);
    expect(expiredAt - Date.parse(expiresAt)).toBeLessThan(500);
    expect(await keptInTab(desktop)).toBe('{}');
  }, 120_000);
});
