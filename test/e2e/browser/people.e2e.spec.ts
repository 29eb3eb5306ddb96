import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { HttpClient, joinMesh, type RunningSystem, startSystem } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { haveDevices } from './device-fleet.js';
import { seriousFindings } from './page-checks.js';
import { askAs, PairingPages, typePin } from './pairing-pages.js';

const chromium = locateChromium();

(chromium === undefined ? describe.skip : describe)('people of a mesh, in their browsers', () => {
  let system: RunningSystem;
  let browser: Browser;
  let pages: PairingPages;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    system = await startSystem({ settings: { HOST_NODE_NAME: 'Home', RATE_LIMITS: 'off' } });
    browser = await launchChromium(chromium ?? '');
    pages = new PairingPages(browser, system);
  }, 120_000);
  afterEach(async () => {
    await pages.close();
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  const newPage = async (url: string, options = {}): Promise<Page> => {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  const section = (page: Page, name: string): ReturnType<Page['getByRole']> =>
    page.getByRole('region', { name });
  const settingsOf = async (page: Page): Promise<void> => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Your keys' }).waitFor();
  };
  /** The link has the address of the machine in it; the test’s gateway is on loopback. */
  const here = (link: string): string => `${system.baseUrl}/${new URL(link).hash}`;
  const asPerson = async (name: string, role: string): Promise<Page> => {
    const client = new HttpClient(system.baseUrl);
    const { key } = await joinMesh(client, system.ownerKey, { name, role });
    client.close();
    const page = await newPage(system.baseUrl);
    await page.getByLabel(/owner key/i).fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: /^Nodes/ }).waitFor();
    return page;
  };

  it('are invited, accept, pair a device under their name, and are out when they are removed', async () => {
    const owner = await pages.signedIn();
    await settingsOf(owner);
    const people = section(owner, 'People');
    await people.getByText('Invite somebody').click();
    await people.getByRole('textbox', { name: 'Name' }).fill('Anna');
    await people.locator('select[name=role]').selectOption('approver');
    await people.getByLabel('A key you already have').fill(system.ownerKey);
    await people.getByRole('button', { name: 'Make a link' }).click();
    const link = await people.getByLabel('The link to send').inputValue();
    expect(link).toMatch(/\/#invitation=[\w-]{43}$/);
    await people.getByRole('button', { name: 'Revoke: the invitation of Anna' }).waitFor();
    expect(await seriousFindings(owner)).toEqual([]);

    const inArabic = await newPage(here(link), { locale: 'ar-EG' });
    await inArabic
      .locator('[dir=rtl] [lang=en][dir=ltr]')
      .getByRole('heading', { name: 'invites you to the mesh' })
      .waitFor();
    await inArabic.getByText('an approver: you see the mesh').waitFor();
    expect(await seriousFindings(inArabic)).toEqual([]);

    const anna = await newPage(here(link));
    await anna.getByRole('heading', { name: 'invites you to the mesh Home' }).waitFor();
    await anna.getByText('an approver: you see the mesh').waitFor();
    expect(anna.url()).not.toContain('invitation');
    expect(await seriousFindings(anna)).toEqual([]);
    await anna.getByRole('button', { name: 'Accept the invitation' }).click();
    await anna.getByRole('heading', { name: 'You are in' }).waitFor();
    await anna.getByRole('button', { name: 'Show my key' }).click();
    expect(await anna.getByLabel('Your key').inputValue()).toMatch(/^mpo_/);
    expect(await seriousFindings(anna)).toEqual([]);
    await anna.getByRole('button', { name: 'Go to the mesh' }).click();

    const phone = await pages.scan(anna, '127.0.0.31');
    await typePin(anna, await askAs(phone, 'Anna’s phone'));
    await anna.getByRole('heading', { name: 'Anna’s phone has joined' }).waitFor();
    await owner.getByRole('link', { name: 'All nodes' }).click();
    const activity = section(owner, 'Activity');
    const joined = activity.getByRole('listitem').filter({ hasText: 'Anna’s phone joined the mesh' });
    await joined.getByText('earlier events').click();
    await joined
      .getByRole('listitem')
      .filter({ hasText: 'The PIN was confirmed' })
      .getByText('by Anna')
      .waitFor();

    const again = await newPage(here(link));
    await again.getByRole('heading', { name: 'This invitation is no longer valid' }).waitFor();

    await settingsOf(owner);
    await people.getByRole('button', { name: 'Remove: Anna' }).click();
    await people.getByRole('button', { name: 'Really remove: Anna' }).click();
    await people.getByText('Nobody else.').waitFor();
    await anna.getByText('Your session has ended').waitFor({ timeout: 60_000 });
  }, 120_000);

  it('get another role by hand, a higher one with a key', async () => {
    await asPerson('Bob', 'viewer');
    const owner = await pages.signedIn();
    await settingsOf(owner);
    const people = section(owner, 'People');
    const bob = people.getByRole('listitem').filter({ hasText: 'Bob' });
    await bob.getByText('Change role').click();
    await bob.getByLabel('Role of Bob').selectOption('approver');
    await bob.getByRole('button', { name: 'Save' }).waitFor();
    await bob.getByLabel('A key you already have').fill(system.ownerKey);
    await bob.getByRole('button', { name: 'Save' }).click();
    await bob.getByText('Approver, joined').waitFor();
  });

  it('see nothing that their role does not do', async () => {
    // With two in sight there is something to select.
    await haveDevices(system, 2);
    const viewer = await asPerson('Vera', 'viewer');
    await viewer.getByRole('link', { name: 'Sensor 1' }).waitFor();
    expect(await viewer.getByRole('button', { name: 'Pair a device' }).count()).toBe(0);
    expect(await viewer.getByRole('checkbox', { name: /^Select/ }).count()).toBe(0);
    await viewer.keyboard.press('p');
    expect(await viewer.getByRole('img', { name: /QR/i }).count()).toBe(0);
    await viewer.getByRole('link', { name: 'Sensor 1' }).click();
    await viewer.getByRole('heading', { name: 'Tags' }).waitFor();
    expect(await viewer.getByRole('button', { name: /Change|Rename|Remove/ }).count()).toBe(0);
    await settingsOf(viewer);
    await section(viewer, 'Signed-in consoles').getByText('This one').waitFor();
    for (const name of ['People', 'Auditors', 'Webhooks and notifications'])
      expect(await section(viewer, name).count()).toBe(0);
    expect(await seriousFindings(viewer)).toEqual([]);

    const approver = await asPerson('Anna', 'approver');
    await approver.getByRole('button', { name: 'Pair a device' }).waitFor();
    expect(await approver.getByRole('checkbox', { name: /^Select/ }).count()).toBe(0);
  });

  it.each([
    [360, 'light'],
    [1920, 'dark'],
  ] as const)('fit in %d px, %s', async (width, colorScheme) => {
    const options = { viewport: { width, height: 800 }, colorScheme };
    const owner = await pages.signedIn(options);
    await settingsOf(owner);
    const people = section(owner, 'People');
    await people.getByText('Invite somebody').click();
    await people
      .getByRole('textbox', { name: 'Name' })
      .fill('Somebody With a Name That Goes On and On and On for Long');
    await people.getByLabel('A key you already have').last().fill(system.ownerKey);
    await people.getByRole('button', { name: 'Make a link' }).click();
    const link = await people.getByLabel('The link to send').inputValue();
    expect(await owner.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const invited = await newPage(here(link), options);
    await invited.getByRole('button', { name: 'Accept the invitation' }).waitFor();
    expect(await invited.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await seriousFindings(invited)).toEqual([]);
    if (process.env['SHOTS']) {
      await owner.screenshot({ path: `/tmp/shots/people-${width}.png`, fullPage: true });
      await invited.screenshot({ path: `/tmp/shots/invitation-${width}.png`, fullPage: true });
    }
  });
});
