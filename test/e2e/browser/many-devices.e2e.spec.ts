import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { HttpClient, pairDevice, type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { haveDevices as fleetOf, signIn } from './device-fleet.js';
import { seriousFindings } from './page-checks.js';

const chromium = locateChromium();

/** What can take the focus by Tab. */
const FOCUSABLE =
  ':is(a[href], button, input, select, textarea, [tabindex="0"]):not([disabled], [tabindex="-1"])';

interface Extent {
  readonly height: number;
  readonly focusables: number;
}

const WIDTHS = [360, 1280] as const;

(chromium === undefined ? describe.skip : describe)('the console of an owner with many devices', () => {
  let system: RunningSystem;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  /** With ten devices, by width. */
  const small = new Map<number, Extent>();

  beforeAll(async () => {
    system = await startSystem();
    browser = await launchChromium(chromium ?? '');
  }, 120_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await system.stop();
  });

  const haveDevices = (count: number): Promise<void> => fleetOf(system, count);
  const signedIn = (width: number, hash = '', options = {}): Promise<Page> =>
    signIn({ system, browser, contexts }, width, hash, options);

  const rowsOf = (page: Page) => page.locator('[data-node]');
  const heading = (page: Page) => page.getByRole('heading', { name: /^Nodes/ });
  const extentOf = async (page: Page): Promise<Extent> => ({
    height: await page.evaluate<number>('document.documentElement.scrollHeight'),
    focusables: await page.locator(FOCUSABLE).count(),
  });

  it.each([10, 150, 10_000])(
    'is within twice the height and the tab stops of ten, with %d',
    async (count) => {
      await haveDevices(count);
      for (const width of WIDTHS) {
        const page = await signedIn(width);
        await heading(page)
          .getByText((count + 1).toLocaleString('en'))
          .waitFor();
        await page.getByLabel(/^Select these/).check();
        await page.getByRole('group', { name: 'Selected nodes' }).waitFor();
        const extent = await extentOf(page);
        if (count === 10) small.set(width, extent);
        const ten = small.get(width) ?? extent;
        expect(extent.height).toBeLessThanOrEqual(2 * ten.height);
        expect(extent.focusables).toBeLessThanOrEqual(2 * ten.focusables);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        const heights = await page.evaluate<number[]>(
          "[...document.querySelectorAll('[data-node]')].map((row) => row.getBoundingClientRect().height)",
        );
        for (const height of heights) {
          expect(height).toBeGreaterThanOrEqual(48);
          expect(height).toBeLessThanOrEqual(52);
        }
      }
    },
  );

  it.each([1, 150, 10_000])(
    'finds one of %d by typing and by a filter, and opens its page',
    async (count) => {
      await haveDevices(count);
      const number = Math.max(1, count - 2);
      const page = await signedIn(1280);
      await page.getByRole('searchbox').fill(`sensor ${number}`);
      await waitFor(async () => (await rowsOf(page).count()) === 1, { message: 'one row' });
      await page.getByRole('status').getByText('One node found.').waitFor();
      expect(page.url()).toContain(`#/nodes?q=sensor+${number}`);
      await page.getByLabel('Platform', { exact: true }).selectOption('Linux (armv7l)');
      await waitFor(() => page.url().includes('&platform=Linux'), { message: 'the filter in the address' });
      await waitFor(async () => (await rowsOf(page).count()) === 1, { message: 'the row of that platform' });
      expect(await seriousFindings(page)).toEqual([]);
      await page.getByRole('link', { name: `Sensor ${number}` }).click();
      await page.getByRole('heading', { name: 'Details' }).waitFor();
      await page.getByText(`node-${number}`).waitFor();
      expect(await seriousFindings(page)).toEqual([]);

      await page.reload();
      await page.getByRole('heading', { name: `Sensor ${number}` }).waitFor();
      await page.getByRole('link', { name: 'All nodes' }).click();
      await waitFor(async () => (await rowsOf(page).count()) === 1, { message: 'the search as it was' });
      expect(await page.getByRole('searchbox').inputValue()).toBe(`sensor ${number}`);
    },
  );

  it('filters, sorts and turns pages, and the address bar keeps the filter', async () => {
    await haveDevices(150);
    const page = await signedIn(1280);
    const names = () => rowsOf(page).getByRole('link').allInnerTexts();
    await page.getByLabel('Status').selectOption('Token ended');
    await heading(page).getByText('50', { exact: true }).waitFor();
    await page.getByLabel('Order').selectOption('Name, A to Z');
    await waitFor(async () => (await names())[0] === 'Phone 3', { message: 'the first by name' });
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('21–40 of 50', { exact: true }).waitFor();
    expect((await names())[0]).toBe('Phone 63');
    await page.getByRole('link', { name: 'Phone 63' }).click();
    await page.getByRole('heading', { name: 'Details' }).waitFor();
    await page.goBack();
    await page.locator('a:focus').getByText('Phone 63').waitFor();
    await page.getByText('21–40 of 50', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByText('1–20 of 50', { exact: true }).waitFor();

    const again = await signedIn(360, new URL(page.url()).hash, { colorScheme: 'dark' });
    await heading(again).getByText('50', { exact: true }).waitFor();
    expect(await again.getByLabel('Order').inputValue()).toBe('name');
    expect(await seriousFindings(again)).toEqual([]);
  });

  it('changes what one may do from its page, and says who did', async () => {
    await haveDevices(10);
    const page = await signedIn(360, '#/nodes/node-2');
    await page.getByRole('button', { name: 'Change what Sensor 2 can do' }).click();
    expect(await seriousFindings(page)).toEqual([]);
    const scopes = page.getByRole('form', { name: 'Can' });
    for (const box of await scopes.getByRole('checkbox').all()) await box.uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await scopes.getByText('Leave at least one.').waitFor();
    await scopes.getByLabel('See the other nodes').check();
    const slowly = Promise.withResolvers<void>();
    await page.route('**/nodes/node-2', async (route) => {
      if (route.request().method() === 'GET') await slowly.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('has its new permissions').waitFor();
    expect(await scopes.count()).toBe(1);
    slowly.resolve();
    await scopes.waitFor({ state: 'detached' });
    await page.getByText('has new permissions').waitFor();
    expect(await page.getByText('Connect to other nodes').count()).toBe(0);
    const rows = await system.query(`select permissions from registry.mesh_nodes where node_id = 'node-2'`);
    expect(rows).toEqual([{ permissions: ['mesh:read'] }]);
  });

  it('renames and removes from the menu of a row, by keyboard alone', async () => {
    await haveDevices(150);
    const page = await signedIn(1280);
    await page.getByRole('button', { name: 'Actions for Phone 3', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Details', 'Rename', 'Remove']);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('input:focus').waitFor();
    await page.keyboard.type('Hall phone');
    await page.keyboard.press('Enter');
    const actions = page.getByRole('button', { name: 'Actions for Hall phone' });
    await actions.waitFor();

    await actions.focus();
    await page.keyboard.press('Enter');
    await page.locator('[role=menuitem]:focus').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('menuitem').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.locator('[role=menuitem]:focus').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Remove this device?' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await actions.waitFor({ state: 'detached' });
    await heading(page).getByText('150', { exact: true }).waitFor();
    await page.locator('h2:focus').getByText('Nodes').waitFor();
  });

  it('shows on its page what happened to a device, renames it there, and removes it', async () => {
    await haveDevices(10);
    const flow = await pairDevice(system.baseUrl, new HttpClient(system.baseUrl), system.ownerKey, 77);
    const nodeId = String(flow.verify.body.nodeId);
    const page = await signedIn(360, `#/nodes/${nodeId}`);
    const events = page.getByRole('region', { name: 'Events' });
    await events.getByText('joined the mesh').waitFor();
    await page.getByText(/^Issued .*, ends /).waitFor();
    const file = events.getByRole('link', { name: 'Download as CSV' });
    expect(await file.getAttribute('href')).toContain(`nodeId=${nodeId}`);

    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('New name for Phone 77').fill('Hall phone');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Hall phone' }).waitFor();
    await events.getByText('is the new name of Phone 77').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);

    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await heading(page).getByText('11', { exact: true }).waitFor();
    await page.goBack();
    await page.getByText('This node is not in your mesh.').waitFor();
  });

  it('tells of many new devices in one short list, and lets the owner own up to all', async () => {
    await haveDevices(10);
    const page = await signedIn(1280);
    const before = await extentOf(page);
    const hasLooked = "Object.keys(localStorage).some((key) => key.startsWith('meshpair.told.'))";
    await waitFor(() => page.evaluate<boolean>(hasLooked), { message: 'the first visit is remembered' });
    await system.query(
      `insert into registry.mesh_nodes (owner_id, node_id, name, role, ip, permissions, created_at, updated_at)
       select owner_id, 'new-' || n, 'Guest ' || n, 'device', '10.9.0.' || n, '{mesh:read}', now(), now()
         from registry.owners, generate_series(1, 120) as n`,
    );
    await page.reload();
    const news = page.getByRole('region', { name: 'New devices' });
    await news.getByRole('heading', { name: /^120 new devices/ }).waitFor();
    expect(await news.getByRole('listitem').count()).toBe(3);
    const extent = await extentOf(page);
    expect(extent.height).toBeLessThanOrEqual(2 * before.height);
    expect(extent.focusables).toBeLessThanOrEqual(2 * before.focusables);
    expect(await seriousFindings(page)).toEqual([]);
    await news
      .getByRole('button', { name: /^It was me: Guest/ })
      .first()
      .click();
    await news.getByRole('heading', { name: /^119 new devices/ }).waitFor();
    await news.locator('button:focus').waitFor();
    await news.getByRole('button', { name: 'All were me' }).click();
    await news.waitFor({ state: 'detached' });
    await page.reload();
    await rowsOf(page).first().waitFor();
    expect(await news.count()).toBe(0);
  });
});
