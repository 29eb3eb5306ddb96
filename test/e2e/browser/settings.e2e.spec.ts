import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { addOwner, type RunningSystem, startSystem, trailIsSettled, waitFor } from '@meshpair/testing';
import { Target } from '../webhooks/target.js';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';

const chromium = locateChromium();

(chromium === undefined ? describe.skip : describe)('the settings of an owner', () => {
  let system: RunningSystem;
  let browser: Browser;
  let target: Target;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    target = await Target.open();
    const settings = { RATE_LIMITS: 'off', WEBHOOK_ALLOWED_RANGES: '127.0.0.1/32' };
    system = await startSystem({ settings, replicas: { webhooks: 1 } });
    browser = await launchChromium(chromium ?? '');
  }, 120_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    await target?.close();
  });

  const signedIn = async (width = 1280, options = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, ...options });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(system.baseUrl);
    await page.getByLabel(/owner key/i).fill(system.ownerKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Your keys' }).waitFor();
    return page;
  };
  const inTrail = async (type: string): Promise<readonly Record<string, unknown>[]> => {
    await trailIsSettled(system);
    const url = `${system.baseUrl}/audit/events?type=${type}&limit=500`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${system.ownerKey}` } });
    return ((await answer.json()) as { items: Record<string, unknown>[] }).items;
  };
  const section = (page: Page, name: string): ReturnType<Page['getByRole']> =>
    page.getByRole('region', { name });

  it('make a key by one that is typed, show it once, and revoke it, each with its event', async () => {
    const page = await signedIn();
    const keys = section(page, 'Your keys');
    await keys.getByText('Make another key').click();
    await keys.getByLabel('A key you already have').fill(`${system.ownerKey.slice(0, -4)}nope`);
    await keys.getByRole('button', { name: 'Make a key' }).click();
    await keys.getByRole('alert').getByText('must be a live key of yours').waitFor();
    await keys.getByLabel('A key you already have').fill(system.ownerKey);
    await keys.getByRole('button', { name: 'Make a key' }).click();
    const made = await keys.getByLabel('Your new key').inputValue();
    expect(made).toMatch(/^mpo_/);
    const [, keyId = ''] = made.split('_');
    expect(await keys.getByLabel('A key you already have').inputValue()).toBe('');
    expect((await inTrail('OwnerKeyCreated')).at(-1)).toMatchObject({ actorkind: 'owner', subject: keyId });
    expect(await seriousFindings(page)).toEqual([]);

    await keys.getByRole('button', { name: `Revoke: key ${keyId}` }).click();
    await keys.getByRole('button', { name: `Really revoke: key ${keyId}` }).click();
    await page.getByRole('status').getByText(`Key ${keyId} is revoked.`).waitFor();
    expect(await inTrail('OwnerKeyRevoked')).toMatchObject([{ actorkind: 'owner', subject: keyId }]);
    await page.reload();
    await keys.getByText('ended').waitFor();
    expect(await page.content()).not.toContain(made.split('_')[2]);
  });

  it('replace a key by another, with an event of each', async () => {
    const page = await signedIn();
    const keys = section(page, 'Your keys');
    const make = async (by: string, replaces: boolean): Promise<string> => {
      await keys.getByLabel('A key you already have').fill(by);
      await keys.getByLabel('Revoke that key').setChecked(replaces);
      await keys.getByRole('button', { name: 'Make a key' }).click();
      return waitFor(async () => {
        const made = keys.getByLabel('Your new key');
        const value = (await made.count()) > 0 && (await made.inputValue());
        return value !== false && value !== by && value;
      });
    };
    await keys.getByText('Make another key').click();
    const old = await make(system.ownerKey, false);
    const next = await make(old, true);
    const [idOf, lastOf] = [
      (key: string) => key.split('_')[1],
      async (type: string) => (await inTrail(type)).at(-1)?.['subject'],
    ];
    expect([await lastOf('OwnerKeyCreated'), await lastOf('OwnerKeyRevoked')]).toEqual([
      idOf(next),
      idOf(old),
    ]);
    const answers = await Promise.all(
      [old, next].map((key) =>
        fetch(`${system.baseUrl}/nodes`, { headers: { authorization: `Bearer ${key}` } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 200]);
  });

  it('say where the owner is signed in, and sign the others out', async () => {
    const [page, lost] = [await signedIn(), await signedIn()];
    await page.reload();
    const consoles = section(page, 'Signed-in consoles');
    await consoles.getByText('This one').waitFor();
    const before = (await inTrail('ConsoleSignedOut')).length;
    await consoles.getByRole('button', { name: 'Sign out all others' }).click();
    await consoles.getByRole('button', { name: 'Really sign out all others' }).click();
    await page.getByRole('status').getByText('All other consoles are signed out.').waitFor();
    expect(await consoles.getByRole('listitem').count()).toBe(1);
    expect((await inTrail('ConsoleSignedOut')).length).toBeGreaterThan(before);
    await lost.getByText('Your session has ended').waitFor({ timeout: 60_000 });
  });

  it('give an auditor a key, and add a webhook, try it, look at its log and remove it', async () => {
    const page = await signedIn();
    const auditors = section(page, 'Auditors');
    await auditors.getByText('Add an auditor').click();
    await auditors.getByLabel('Whose key is it?').fill('Ernst');
    await auditors.getByRole('button', { name: 'Make a key' }).click();
    expect(await auditors.getByLabel('The auditor’s key').inputValue()).toMatch(/^mpa_/);
    await auditors.getByRole('button', { name: 'Revoke: the key of Ernst' }).click();
    await auditors.getByRole('button', { name: 'Really revoke: the key of Ernst' }).click();
    await auditors.getByText('revoked').waitFor();

    const webhooks = section(page, 'Webhooks and notifications');
    await webhooks.getByText('Add one').click();
    await webhooks.getByLabel('Address').fill('http://10.0.0.1/topic');
    await webhooks.getByRole('button', { name: 'Add', exact: true }).click();
    await webhooks.getByRole('alert').getByText(/^url /).waitFor();
    await webhooks.getByLabel('Address').fill(target.urlOf('/topic'));
    await webhooks.getByRole('button', { name: 'Add', exact: true }).click();
    const { host } = new URL(target.urlOf('/'));
    await webhooks.getByRole('button', { name: `Test: ${host}` }).click();
    await waitFor(() => target.at('/topic').length > 0, { message: 'the test arrives' });
    await webhooks.getByText('Log', { exact: true }).click();
    await webhooks.getByText(/delivered|pending/).waitFor();
    await webhooks.getByRole('button', { name: `Turn off: ${host}` }).click();
    await webhooks.getByText('turned off').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await webhooks.getByRole('button', { name: `Remove: ${host}` }).click();
    await webhooks.getByRole('button', { name: `Really remove: ${host}` }).click();
    await webhooks.getByText('Nobody is notified.').waitFor();
  });

  it('say what cannot be read while its service is away, and read it then', async () => {
    await system.stopService('webhooks');
    const page = await signedIn();
    const webhooks = section(page, 'Webhooks and notifications');
    await webhooks.getByRole('button', { name: 'Try again' }).waitFor();
    await section(page, 'Auditors').getByText('Ernst').waitFor();
    await system.startService('webhooks');
    await webhooks.getByRole('button', { name: 'Try again' }).click();
    await webhooks.getByText('Nobody is notified.').waitFor();
  });

  it('of one owner are not shown to the next, not even until the own ones are read', async () => {
    const strangers = await addOwner(system, 'stranger');
    const page = await signedIn();
    await section(page, 'Your keys').getByText('test', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.route('**/owner/keys', () => undefined);
    await page.getByLabel(/owner key/i).fill(strangers);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await section(page, 'Signed-in consoles').getByText('This one').waitFor();
    expect(await section(page, 'Your keys').getByText('test', { exact: true }).count()).toBe(0);
  });

  it('stay short with a thousand consoles', async () => {
    await system.query(
      `insert into registry.console_sessions (session_digest, owner_id, key_id, created_at, expires_at, name)
       select 'session ' || n, owner_id, key_id, now() - interval '1 hour', now() + interval '1 day', 'Browser ' || n
         from registry.owner_keys, generate_series(1, 1000) as n where key_id = 'test'`,
    );
    const page = await signedIn(360);
    const consoles = section(page, 'Signed-in consoles');
    await consoles.getByRole('button', { name: /^Show all 1,?00/ }).waitFor();
    expect(await consoles.getByRole('listitem').count()).toBe(10);
    await consoles.getByRole('button', { name: /^Show all/ }).click();
    expect(await consoles.getByRole('listitem').count()).toBeGreaterThan(1000);
    await consoles.getByRole('button', { name: 'Sign out all others' }).click();
    await consoles.getByRole('button', { name: 'Really sign out all others' }).click();
    await waitFor(async () => (await consoles.getByRole('listitem').count()) === 1, {
      message: 'one is left',
    });
  });

  it.each([
    [360, 'light'],
    [360, 'dark'],
    [1920, 'light'],
  ] as const)('fit in %d px, %s, and lead back to the list', async (width, colorScheme) => {
    const page = await signedIn(width, { colorScheme });
    await section(page, 'Signed-in consoles').getByText('This one').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await seriousFindings(page)).toEqual([]);
    if (process.env['SHOTS'])
      await page.screenshot({ path: `/tmp/shots/${width}-${colorScheme}.png`, fullPage: true });
    await page.getByRole('link', { name: 'All nodes' }).click();
    await page.getByRole('heading', { name: /^Nodes/ }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Your keys' }).waitFor();
  });
});
