import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { freePort } from '@meshpair/servers';
import { addOwner, type RunningSystem, startSystem, trailIsSettled, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';

const chromium = locateChromium();

const SECRET = 'a-client-secret-of-the-test';

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

(chromium === undefined ? describe.skip : describe)('an account of an OpenID provider', () => {
  let system: RunningSystem;
  let browser: Browser;
  let provider: ChildProcess;
  /** Another site than the gateway’s. */
  let issuer: string;
  const contexts: BrowserContext[] = [];

  const startProvider = async (): Promise<void> => {
    const args = [issuer, `${system.baseUrl}/console/oidc/callback`, SECRET];
    provider = fork('test/e2e/browser/provider.mjs', args, { execArgv: [], silent: true });
    await once(provider, 'message');
  };
  const stopProvider = async (): Promise<void> => {
    const exited = once(provider, 'exit');
    provider.kill('SIGKILL');
    await exited;
  };

  beforeAll(async () => {
    issuer = `http://localhost:${await freePort()}`;
    const oidc = {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'meshpair',
      OIDC_CLIENT_SECRET: SECRET,
      OIDC_NAME: 'Our ID',
      OIDC_ALLOWED_CLAIM: 'groups',
      OIDC_ALLOWED_VALUES: 'mesh',
    };
    system = await startSystem({
      settings: { RATE_LIMITS: 'off' },
      settingsOf: (name) => (name === 'gateway' ? oidc : {}),
    });
    // The gateway has started without it.
    await startProvider();
    browser = await launchChromium(chromium ?? '');
  }, 120_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    provider?.kill('SIGKILL');
    await system?.stop();
  });

  const signInLink = (page: Page): ReturnType<Page['getByRole']> =>
    page.getByRole('link', { name: 'Sign in with Our ID' });
  const open = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(system.baseUrl);
    await signInLink(page).waitFor();
    return page;
  };
  const signInByKey = async (page: Page, key = system.ownerKey): Promise<void> => {
    await page.getByLabel(/owner key/i).fill(key);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'Settings' }).waitFor();
  };
  /** At the pages of the provider. */
  const beAt = async (page: Page, name: string): Promise<void> => {
    await page.locator('input[name=login]').fill(name);
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${system.baseUrl}/**`);
  };
  const comeBy = async (page: Page, name: string): Promise<void> => {
    await signInLink(page).click();
    await beAt(page, name);
  };
  const link = async (page: Page, name: string, key = system.ownerKey): Promise<void> => {
    // Nobody is signed in at the provider any more.
    await page.context().clearCookies({ domain: 'localhost' });
    await page.getByRole('link', { name: 'Settings' }).click();
    const accounts = page.getByRole('region', { name: 'Linked accounts' });
    await accounts.getByText('Link an account').click();
    await accounts.getByLabel('A key you already have').fill(key);
    await accounts.getByRole('button', { name: 'Go to Our ID' }).click();
    await beAt(page, name);
  };
  const inTrail = async (type: string): Promise<readonly Record<string, unknown>[]> => {
    await trailIsSettled(system);
    const url = `${system.baseUrl}/audit/events?type=${type}&limit=500`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${system.ownerKey}` } });
    return ((await answer.json()) as { items: Record<string, unknown>[] }).items;
  };
  const tripOf = async (page: Page): Promise<Cookies> =>
    (await page.context().cookies(`${system.baseUrl}/console/oidc/callback`)).filter(
      ({ name }) => name === 'meshpair_oidc',
    );

  it('signs in once it is linked, and not before; it is of one owner, and ends what it opened', async () => {
    const page = await open();
    expect(await seriousFindings(page)).toEqual([]);
    await comeBy(page, 'ada');
    await page.getByText('Nobody in this mesh has linked that account').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await signInByKey(page);
    await link(page, 'ada');
    const accounts = page.getByRole('region', { name: 'Linked accounts' });
    await accounts.getByText('The account is linked.').waitFor();
    await accounts.getByText('ada@id.example').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await inTrail('AccountLinked')).toMatchObject([
      { actorkind: 'owner', data: { issuer, label: 'ada@id.example' } },
    ]);

    const other = await open();
    await comeBy(other, 'ada');
    await other.getByRole('link', { name: 'Settings' }).click();
    await other.getByText('with the account').waitFor();
    expect((await inTrail('ConsoleSignedIn')).at(-1)).toMatchObject({ data: { by: 'oidc' } });

    const stranger = await open();
    const strangersKey = await addOwner(system, 'mallory');
    await signInByKey(stranger, strangersKey);
    await link(stranger, 'ada', strangersKey);
    await stranger.getByText('it’s linked already').waitFor();

    await accounts.getByRole('button', { name: /^Unlink/ }).click();
    await accounts.getByRole('button', { name: /^Really unlink/ }).click();
    await accounts.getByText('None yet.').waitFor();
    expect(await inTrail('AccountUnlinked')).toHaveLength(1);
    await other.getByText('Your session has ended').waitFor({ timeout: 60_000 });
  }, 120_000);

  it('does not come in without the claim', async () => {
    const page = await open();
    await comeBy(page, 'guest-1');
    await page.getByText('isn’t allowed into this mesh').waitFor();
    await signInByKey(page);
    await link(page, 'guest-2');
    await page.getByRole('region', { name: 'Linked accounts' }).getByText('isn’t allowed into').waitFor();
    expect(await inTrail('AccountLinked')).toHaveLength(1);
  }, 120_000);

  it('comes back once, with the state and nonce of its own browser', async () => {
    const page = await open();
    await signInByKey(page);
    await link(page, 'grace');
    await page.getByText('The account is linked.').waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByText('You’re signed out.').waitFor();
    await page.context().clearCookies({ domain: 'localhost' });
    let callback = '';
    page.on('request', (request) => {
      if (request.url().includes('/console/oidc/callback')) callback = request.url();
    });
    await signInLink(page).click();
    await page.locator('input[name=login]').waitFor();
    const trip = await tripOf(page);
    expect(trip).toMatchObject([{ httpOnly: true, sameSite: 'Lax' }]);
    await beAt(page, 'grace');
    await page.getByRole('link', { name: 'Settings' }).waitFor();
    expect(await tripOf(page)).toEqual([]);

    const again = async (brought: Cookies): Promise<string | undefined> => {
      const context = await browser.newContext();
      contexts.push(context);
      await context.addCookies(brought);
      const answer = await context.request.get(callback, { maxRedirects: 0 });
      return answer.headers()['location']?.split('#account=')[1];
    };
    expect(await again([])).toBe('expired');
    expect(await again(trip)).toBe('failed');
    const other = await open();
    await signInLink(other).click();
    await other.locator('input[name=login]').waitFor();
    expect(await again(await tripOf(other))).toBe('failed');
  }, 120_000);

  it('is not needed: with its provider down the page says so, and the key signs in', async () => {
    await stopProvider();
    await system.stopService('gateway');
    await system.startService('gateway');
    const page = await open();
    await signInLink(page).click();
    await page.getByText('isn’t responding').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await signInByKey(page);
    await startProvider();
    const start = `${system.baseUrl}/console/oidc/start`;
    const leadsTo = async (): Promise<string> =>
      (await fetch(start, { redirect: 'manual' })).headers.get('location') ?? '';
    await waitFor(async () => (await leadsTo()).startsWith(issuer), {
      message: 'the provider is found again',
    });
    const other = await open();
    await comeBy(other, 'grace');
    await other.getByRole('link', { name: 'Settings' }).waitFor();
  }, 120_000);
});
