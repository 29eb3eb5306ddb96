import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { HttpClient, pairDevice, type RunningSystem, startSystem } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { addDevices, signIn } from './device-fleet.js';
import { seriousFindings } from './page-checks.js';

const chromium = locateChromium();

/** `30rem`, in pixels. */
const HIGHEST_FEED = 480;

(chromium === undefined ? describe.skip : describe)('what happened, at the console', () => {
  let system: RunningSystem;
  let browser: Browser;
  let client: HttpClient;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    client = new HttpClient(system.baseUrl);
    browser = await launchChromium(chromium ?? '');
  }, 120_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    client?.close();
    await browser?.close();
    await system?.stop();
  });

  const signedIn = (width = 1280, hash = '', options: BrowserContextOptions = {}): Promise<Page> =>
    signIn({ system, browser, contexts }, width, hash, options);
  const pair = (index: number): ReturnType<typeof pairDevice> =>
    pairDevice(system.baseUrl, client, system.ownerKey, index);
  const rename = async (nodeId: string, name: string): Promise<void> => {
    const path = `/nodes/${nodeId}`;
    const { status } = await client.call({ method: 'PATCH', path, bearer: system.ownerKey, json: { name } });
    expect(status).toBe(200);
  };
  const activity = (page: Page): Locator => page.getByRole('region', { name: 'Activity' });
  const feed = (page: Page): Locator => activity(page).getByRole('list', { name: 'Events, newest first' });
  /** What stands below one another in the feed; what is folded in one is not counted. */
  const groups = (page: Page): Locator => feed(page).locator('> li');
  const joined = (page: Page, name: string): Locator =>
    groups(page).filter({ hasText: `${name} joined the mesh` });
  const heightOf = async (page: Page): Promise<number> => (await feed(page).boundingBox())?.height ?? 0;
  const shot = async (page: Page, name: string): Promise<void> => {
    if (process.env['SHOTS']) await page.screenshot({ path: `/tmp/shots/activity-${name}.png` });
  };

  it('stands in one group for each pairing, under the name of its device', async () => {
    const { verify } = await pair(1);
    const page = await signedIn();
    await joined(page, 'Phone 1').waitFor();
    expect(await joined(page, 'Phone 1').count()).toBe(1);
    const earlier = joined(page, 'Phone 1').getByRole('list');
    expect(await earlier.count()).toBe(0);
    await shot(page, 'one');
    await joined(page, 'Phone 1').getByText('4 earlier events').click();
    await earlier.getByText('Phone 1 used the code').waitFor();
    expect(await earlier.getByRole('listitem').count()).toBe(4);
    await shot(page, 'one-open');
    expect(await seriousFindings(page)).toEqual([]);

    await joined(page, 'Phone 1').getByRole('link', { name: 'Phone 1' }).click();
    await page.getByRole('heading', { name: 'Phone 1' }).waitFor();
    expect(page.url()).toContain(`#/nodes/${String(verify.body.nodeId)}`);
  });

  it('narrows to one pairing, as the address says: after a reload, on the way back, and elsewhere', async () => {
    const { pairingId } = await pair(2);
    await pair(3);
    const page = await signedIn();
    await joined(page, 'Phone 3').waitFor();
    await joined(page, 'Phone 2').getByRole('button', { name: 'Only this pairing: Phone 2' }).click();
    const isNarrow = async (at: Page): Promise<void> => {
      await activity(at)
        .getByRole('button', { name: /^One pairing/ })
        .waitFor();
      await joined(at, 'Phone 2').waitFor();
      expect(await groups(at).count()).toBe(1);
      expect(at.url()).toContain(`#/nodes?pairing=${pairingId}`);
      const file = await activity(at).getByRole('link', { name: 'Download as CSV' }).getAttribute('href');
      expect(file).toBe(`/audit/export?format=csv&pairingId=${pairingId}`);
    };
    await isNarrow(page);
    expect(await page.evaluate('document.activeElement.className')).toBe('chip');
    await shot(page, 'narrow');
    await page.reload();
    await isNarrow(page);
    const another = await contexts[0]?.newPage();
    await another?.goto(page.url());
    if (another) await isNarrow(another);

    await page.goBack();
    await joined(page, 'Phone 3').waitFor();
    expect(page.url()).not.toContain('pairing=');
    await page.goForward();
    await isNarrow(page);
    await activity(page)
      .getByRole('button', { name: /^One pairing/ })
      .click();
    await joined(page, 'Phone 3').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('event-type');
  });

  it('narrows to a node that was never paired here, and to one kind of event', async () => {
    await addDevices(system, 1);
    await rename('node-1', 'Hall');
    await rename('node-1', 'Hall lamp');
    const page = await signedIn();
    const lamp = groups(page).filter({ hasText: 'Hall lamp is the new name of Hall' });
    await lamp.getByRole('link', { name: 'Hall lamp' }).waitFor();
    await lamp.getByText('1 earlier event').waitFor();
    await lamp.getByRole('button', { name: 'Only this node: Hall lamp' }).click();
    await activity(page)
      .getByRole('button', { name: /^One node/ })
      .waitFor();
    await lamp.waitFor();
    expect(await groups(page).count()).toBe(1);
    expect(page.url()).toContain('#/nodes?device=node-1');
    await page.getByLabel('Kind of event').selectOption('Node removed');
    await activity(page).getByText('No such events.').waitFor();
    expect(page.url()).toContain('#/nodes?event=NodeRemoved&device=node-1');
  });

  it.each([
    [1280, 'light'],
    [360, 'dark'],
  ] as const)(
    'stays as high as it is when two hundred events come, in %d px, %s',
    async (width, colorScheme) => {
      const page = await signedIn(width, '', { colorScheme });
      await feed(page).waitFor();
      for (let index = 0; index < 40; index += 1) await pair(index + 10 + width);
      await joined(page, `Phone ${39 + 10 + width}`).waitFor();
      expect(await heightOf(page)).toBeLessThanOrEqual(HIGHEST_FEED);
      await activity(page).scrollIntoViewIfNeeded();
      await shot(page, `200-${width}`);
      for (const more of await feed(page).getByText('earlier events').all()) await more.click();
      expect(await heightOf(page)).toBeLessThanOrEqual(HIGHEST_FEED);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await seriousFindings(page)).toEqual([]);
      await shot(page, `200-${width}-open`);
    },
  );
});
