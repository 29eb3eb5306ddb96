import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { HttpClient, pairDevice, type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { addDevices, haveDevices, removeDevices, signIn } from './device-fleet.js';
import { seriousFindings } from './page-checks.js';

const chromium = locateChromium();

(chromium === undefined ? describe.skip : describe)('many devices at the console, at once', () => {
  let system: RunningSystem;
  let browser: Browser;
  let client: HttpClient;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off', MAX_DEVICES_PER_OWNER: '20000' } });
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

  const signedIn = (width = 1280, hash = ''): Promise<Page> =>
    signIn({ system, browser, contexts }, width, hash);
  const count = (page: Page, nodes: number): Promise<void> =>
    page
      .getByRole('heading', { name: /^Nodes/ })
      .getByText(nodes.toLocaleString('en'), { exact: true })
      .waitFor();
  const boxesOf = (page: Page): Locator => page.locator('[data-node] input[type=checkbox]');
  const bar = (page: Page): Locator => page.getByRole('group', { name: 'Selected nodes' });
  const removeChosen = async (page: Page): Promise<void> => {
    await bar(page).getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('region', { name: 'Removed' }).waitFor();
  };

  /** The newest twenty, over two pages; or the only one. */
  const chooseTwenty = async (page: Page, devices: number): Promise<number> => {
    if (devices === 1) {
      await boxesOf(page).click();
      await bar(page).getByText('1 selected').waitFor();
      return 1;
    }
    // The host is among the twenty rows, and is none of them.
    await page.getByLabel('Select these 19').check();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText(/^21–/).waitFor();
    await boxesOf(page).first().check();
    await bar(page).getByText('20 selected').waitFor();
    return 20;
  };

  it.each([1, 150, 10_000])('of %d, twenty are removed and back, and at last gone', async (devices) => {
    await removeDevices(system);
    const flow = await pairDevice(system.baseUrl, client, system.ownerKey, devices);
    const nodeId = String(flow.verify.body.nodeId);
    const { sessionToken } = flow.secrets;
    if (devices > 1) await addDevices(system, devices - 1);
    const lets = async (): Promise<number> =>
      (await client.call({ path: '/me', bearer: sessionToken })).status;
    const stored = async (): Promise<unknown> =>
      (
        await system.query(`select count(*)::integer as count from registry.mesh_nodes where role = 'device'`)
      )[0];
    const page = await signedIn();
    await count(page, devices + 1);

    const chosen = await chooseTwenty(page, devices);
    expect(await seriousFindings(page)).toEqual([]);
    await removeChosen(page);
    await count(page, devices + 1 - chosen);
    expect(await lets()).toBe(401);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await count(page, devices + 1);
    await page.getByText('is undone.').waitFor();
    expect(await lets()).toBe(200);
    await page.reload();
    await count(page, devices + 1);

    await chooseTwenty(page, devices);
    await removeChosen(page);
    expect(await stored()).toEqual({ count: devices });
    await page.getByRole('region', { name: 'Removed' }).waitFor({ state: 'detached', timeout: 15_000 });
    await waitFor(
      async () => JSON.stringify(await stored()) === JSON.stringify({ count: devices - chosen }),
      {
        message: 'they are removed for good',
      },
    );
    expect(await lets()).toBe(401);
    const gone = await client.call({ path: `/nodes/${nodeId}`, bearer: system.ownerKey });
    expect(gone.status).toBe(404);
    await count(page, devices + 1 - chosen);
  });

  it('are removed by the mesh, not by the page: also when that is closed', async () => {
    await haveDevices(system, 10);
    const page = await signedIn();
    await boxesOf(page).first().check();
    await boxesOf(page)
      .nth(4)
      .click({ modifiers: ['Shift'] });
    await bar(page).getByText('5 selected').waitFor();
    await removeChosen(page);
    await page.close();
    await waitFor(
      async () => (await system.query(`select from registry.mesh_nodes where role = 'device'`)).length === 5,
      { message: 'five are left' },
    );
  });

  it('move nothing on the page while a removal can be undone, by a key too', async () => {
    const removeAndUndo = async (): Promise<readonly unknown[] | undefined> => {
      await haveDevices(system, 30);
      const page = await signedIn();
      await count(page, 31);
      const top = async (): Promise<unknown> =>
        (await page.getByRole('heading', { name: /^Nodes/ }).boundingBox())?.y;
      const before = await top();
      await page.getByRole('button', { name: 'Actions for Sensor 1', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('region', { name: 'Removed' }).waitFor();
      await page.locator('h2:focus').getByText('Nodes').waitFor();
      await count(page, 30);
      const meanwhile = await top();
      await page.keyboard.press('u');
      const isUndone = await page
        .getByText('is undone.')
        .waitFor({ timeout: 10_000 })
        .then(
          () => true,
          () => false,
        );
      if (!isUndone) return undefined;
      await count(page, 31);
      return [before, meanwhile, await top()];
    };
    // On a machine with much to do, ten seconds may be over before the key is pressed.
    const tops = await waitFor(removeAndUndo, { timeoutMs: 120_000, message: 'a removal is undone in time' });
    expect(tops).toEqual(Array(3).fill(tops[0]));
  });

  it.each([150, 10_000])('that match, of %d, get a tag, which they are found by', async (devices) => {
    await haveDevices(system, devices);
    const page = await signedIn();
    await page.getByLabel('Status').selectOption('Token ended');
    const ended = Math.floor(devices / 3);
    await count(page, ended);
    await page.getByLabel('Select these 20').check();
    await page.getByRole('button', { name: `Select all ${ended.toLocaleString('en')} that match` }).click();
    await bar(page)
      .getByText(`All ${ended.toLocaleString('en')} that match`)
      .waitFor();
    await bar(page).getByRole('button', { name: 'Tags' }).click();
    const dialog = page.getByRole('dialog', { name: /^Tags of/ });
    await dialog.getByLabel('Add').fill('Old_one');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('“Old_one” isn’t a tag').waitFor();
    await dialog.getByLabel('Add').fill('old phone');
    expect(await seriousFindings(page)).toEqual([]);

    await system.query(
      `update registry.issued_tokens set expires_at = now() + interval '9 days' where node_id = 'node-3'`,
    );
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(`${(ended - 1).toLocaleString('en')} match now`).waitFor();
    await system.query(`update registry.issued_tokens set expires_at = now() where node_id = 'node-3'`);
    await dialog.getByRole('button', { name: 'Save' }).click();
    // Some thousand nodes are changed at once, on a machine that runs other tests beside.
    await dialog.waitFor({ state: 'detached', timeout: 90_000 });

    await page.getByLabel('Status').selectOption('Any status');
    await page.getByLabel('Tag', { exact: true }).selectOption('old');
    await count(page, ended);
    await page.getByLabel('Platform', { exact: true }).selectOption('Android 16');
    await count(page, ended);
    expect(page.url()).toContain('platform=Android+16&tag=old');
    await page.reload();
    await count(page, ended);
    await page.getByLabel('Platform', { exact: true }).selectOption('Linux (armv7l)');
    await page.getByText('No matching nodes.').waitFor();
  });

  it('get permissions together', async () => {
    await haveDevices(system, 30);
    const page = await signedIn(360);
    // The host is among the twenty rows, and is none of them.
    await page.getByLabel('Select these 19').check();
    await bar(page).getByRole('button', { name: 'Permissions' }).click();
    const dialog = page.getByRole('dialog', { name: /^What .* can do$/ });
    await dialog.getByLabel('Connect to other nodes').uncheck();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const changed = `select from registry.mesh_nodes where permissions = '{mesh:read}' and role = 'device'`;
    expect(await system.query(changed)).toHaveLength(19);
  });

  it('have tags on their pages, and a policy in the settings that goes by them', async () => {
    await haveDevices(system, 3);
    const page = await signedIn(360, '#/nodes/node-2');
    await page.getByRole('button', { name: 'Change the tags of Sensor 2' }).click();
    const field = page.getByLabel('Tags of Sensor 2, separated by spaces');
    await field.fill('Hall, no!');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('“no!” isn’t a tag').waitFor();
    await field.fill('Hall, heat');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('is tagged hall, heat').or(page.getByText('is tagged heat, hall')).waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('link', { name: 'Settings' }).click();
    const policy = page.getByRole('region', { name: 'Which devices see which' });
    await policy.getByRole('button', { name: 'Add a row' }).click();
    await policy.getByLabel('Row 2: devices with this tag').fill('hall');
    await policy.getByLabel('Row 2: see devices with this tag').fill('not a tag');
    await policy.getByRole('button', { name: 'Save' }).click();
    await policy.getByText('A tag is up to 32').waitFor();
    await policy.getByLabel('Row 2: see devices with this tag').fill('');
    await policy.getByRole('button', { name: 'Remove row 1' }).click();
    await policy.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The policy is saved, and applies at once.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    const { body } = await client.call({ path: '/owner/policy', bearer: system.ownerKey });
    expect(body).toEqual({ rules: [{ from: 'hall', to: '*' }] });
  });
});
