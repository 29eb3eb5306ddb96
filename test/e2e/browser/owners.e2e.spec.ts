import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type RunningSystem, startSystem } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';
import { PairingPages, signIn } from './pairing-pages.js';

const chromium = locateChromium();

(chromium === undefined ? describe.skip : describe)('owners, in the console of an admin', () => {
  let system: RunningSystem;
  let browser: Browser;
  let pages: PairingPages;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    const settings = { HOST_NODE_NAME: 'Home', RATE_LIMITS: 'off', MAX_DEVICES_PER_OWNER: '7' };
    system = await startSystem({ settings });
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

  const section = (page: Page, name: string): ReturnType<Page['getByRole']> =>
    page.getByRole('region', { name, exact: true });
  const settingsOf = async (page: Page): Promise<void> => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Your keys' }).waitFor();
  };
  const addOwner = async (page: Page, name: string, key: string): Promise<void> => {
    const owners = section(page, 'Owners');
    const isOpen = await owners.getByRole('textbox', { name: 'Name' }).isVisible();
    if (!isOpen) await owners.getByText('Add an owner').click();
    await owners.getByRole('textbox', { name: 'Name' }).fill(name);
    await owners.getByLabel('A key you already have').fill(key);
    await owners.getByRole('button', { name: 'Add', exact: true }).click();
  };

  it('are listed, and added with a key; the new one signs in elsewhere, and sees no such part', async () => {
    const admin = await pages.signedIn();
    await settingsOf(admin);
    const owners = section(admin, 'Owners');
    await owners.getByText('Admin', { exact: true }).waitFor();
    await addOwner(admin, 'Grace', system.ownerKey);
    const key = await owners.getByLabel('The new owner’s key').inputValue();
    expect(key).toMatch(/^mpo_/);
    await owners.getByText('Grace').waitFor();
    await owners.getByText('No devices, 1 live key').last().waitFor();
    expect(await seriousFindings(admin)).toEqual([]);
    await addOwner(admin, 'Grace', system.ownerKey);
    await owners.getByText('There’s already an owner with that name.').waitFor();

    const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-US' });
    contexts.push(context);
    const grace = await context.newPage();
    await grace.goto(system.baseUrl);
    await signIn(grace, key);
    await settingsOf(grace);
    await section(grace, 'This mesh').getByText('7 at most').waitFor();
    expect(await section(grace, 'Owners').count()).toBe(0);
    expect(await grace.getByText('This mesh').count()).toBeGreaterThan(0);
  }, 120_000);

  it.each([
    [360, 'light'],
    [1920, 'dark'],
  ] as const)('fit in %d px, %s, with the limits that hold', async (width, colorScheme) => {
    const admin = await pages.signedIn({ viewport: { width, height: 800 }, colorScheme });
    await settingsOf(admin);
    await addOwner(admin, `Somebody With a Name That Goes On and On, ${width} px`, system.ownerKey);
    await section(admin, 'Owners').getByLabel('The new owner’s key').waitFor();
    const mesh = section(admin, 'This mesh');
    for (const words of ['7 at most', '5 minutes', '30 days', '90 days'])
      await mesh.getByText(words, { exact: true }).waitFor();
    expect(await admin.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await seriousFindings(admin)).toEqual([]);
    if (process.env['SHOTS']) {
      await section(admin, 'Owners').screenshot({ path: `${process.env['SHOTS']}/owners-${width}.png` });
      await mesh.screenshot({ path: `${process.env['SHOTS']}/mesh-${width}.png` });
    }
  });
});
