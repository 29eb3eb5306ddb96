import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { connect, HttpClient, joinMesh, type RunningSystem, startSystem } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';

const chromium = locateChromium();

const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

(chromium === undefined ? describe.skip : describe)('passkeys in a browser', () => {
  let system: RunningSystem;
  let browser: Browser;
  /** A name that browsers take for safe. */
  let url: string;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    url = system.baseUrl.replace('127.0.0.1', 'localhost');
    browser = await launchChromium(chromium ?? '');
  }, 120_000);
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  const open = async (at = url): Promise<{ page: Page; cdp: CDPSession; authenticatorId: string }> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    contexts.push(context);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: AUTHENTICATOR,
    });
    await page.goto(at);
    return { page, cdp, authenticatorId };
  };
  const signInByKey = async (page: Page, key = system.ownerKey): Promise<void> => {
    await page.getByLabel(/owner key/i).fill(key);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'Settings' }).waitFor();
  };
  const signOut = async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByText('You’re signed out.').waitFor();
  };
  const usePasskey = (page: Page): Promise<void> =>
    page.getByRole('button', { name: 'Use a passkey' }).click();

  it('are offered at the first sign-in, sign in, and when lost the key does', async () => {
    const { page, cdp, authenticatorId } = await open();
    await signInByKey(page);
    const offer = page.getByRole('complementary', { name: 'Passkey' });
    await offer.waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await offer.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('status').getByText('The passkey is added.').waitFor();
    expect(await offer.count()).toBe(0);

    await signOut(page);
    await page.getByRole('button', { name: 'Use a passkey' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await usePasskey(page);
    await page.getByRole('link', { name: 'Settings' }).click();
    const consoles = page.getByRole('region', { name: 'Signed-in consoles' });
    await consoles.getByText(/with the passkey/).waitFor();
    const passkeys = page.getByRole('region', { name: 'Passkeys' });
    await passkeys.getByText(/last used/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await signOut(page);
    await cdp.send('WebAuthn.clearCredentials', { authenticatorId });
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await usePasskey(page);
    await page.getByRole('alert').getByText('No passkey was used').waitFor({ timeout: 60_000 });
    await signInByKey(page);
    await page.getByRole('link', { name: 'Settings' }).click();
    await passkeys.getByRole('button', { name: /^Remove: passkey/ }).click();
    await passkeys.getByRole('button', { name: /^Really remove: passkey/ }).click();
    await passkeys.getByText('None yet.').waitFor();
  }, 120_000);

  it('are added in the settings with a key, and one that was removed is refused with what to do', async () => {
    const { page } = await open();
    await signInByKey(page);
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    const passkeys = page.getByRole('region', { name: 'Passkeys' });
    await passkeys.getByText('Add a passkey').first().click();
    await passkeys.getByLabel('Name of the passkey').fill('Laptop');
    await passkeys.getByLabel('A key you already have').fill(`${system.ownerKey.slice(0, -4)}nope`);
    await passkeys.getByRole('button', { name: 'Add a passkey' }).click();
    await passkeys.getByRole('alert').getByText('must be a live key of yours').waitFor();
    await passkeys.getByLabel('A key you already have').fill(system.ownerKey);
    await passkeys.getByRole('button', { name: 'Add a passkey' }).click();
    await passkeys.getByRole('listitem').getByText('Laptop').waitFor();
    await passkeys.getByRole('button', { name: 'Remove: passkey Laptop' }).click();
    await passkeys.getByRole('button', { name: 'Really remove: passkey Laptop' }).click();
    await passkeys.getByText('None yet.').waitFor();
    await signOut(page);
    await usePasskey(page);
    await page.getByRole('alert').getByText('doesn’t know that passkey').waitFor();
    await page.reload();
    await signInByKey(page);
    // Closed once, it stays away.
    expect(await page.getByRole('complementary', { name: 'Passkey' }).count()).toBe(0);
  }, 120_000);

  it('are touched for a PIN where the owner wants that, and to end it', async () => {
    const { page } = await open();
    await signInByKey(page);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('status').getByText('The passkey is added.').waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    const passkeys = page.getByRole('region', { name: 'Passkeys' });
    await passkeys.getByLabel('In the console').click();
    await page.getByRole('status').getByText('Confirming a PIN now takes a touch of a passkey.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'All nodes' }).click();
    const answer = page.waitForResponse((response) => response.url().includes('/pairing/start'));
    await page.getByRole('button', { name: 'Pair a device' }).click();
    const { token } = (await (await answer).json()) as { token: string };
    const client = new HttpClient(system.baseUrl);
    const { pin } = await connect(client, token);
    client.close();
    await page.getByRole('heading', { name: /wants to join/ }).waitFor();
    const verified = page.waitForResponse(
      (response) => response.url().includes('/pairing/verify') && response.status() === 403,
    );
    await page.getByLabel(/^PIN on the screen/).fill(pin);
    expect(await (await verified).json()).toMatchObject({ code: 'passkey_required' });
    await page.getByRole('heading', { name: /has joined/ }).waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    await passkeys.getByLabel('No', { exact: true }).click();
    await page.getByRole('status').getByText('Confirming a PIN no longer takes a passkey.').waitFor();
  }, 120_000);

  it('are a person’s own: they sign in that person, with its role, and end with it', async () => {
    const client = new HttpClient(system.baseUrl);
    const { key, personId } = await joinMesh(client, system.ownerKey, { name: 'Anna', role: 'approver' });
    const { page } = await open();
    await signInByKey(page, key);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('status').getByText('The passkey is added.').waitFor();
    await signOut(page);
    await usePasskey(page);
    await page.getByRole('button', { name: 'Pair a device' }).waitFor();
    const session = await page.request.get(`${url}/console/session`);
    expect(await session.json()).toMatchObject({ person: { name: 'Anna' }, role: 'approver' });
    await page.getByRole('link', { name: 'Settings' }).click();
    await page
      .getByRole('region', { name: 'Passkeys' })
      .getByText(/last used/)
      .waitFor();
    expect(await page.getByRole('region', { name: 'People' }).count()).toBe(0);

    const gone = { method: 'DELETE', path: `/owner/people/${personId}`, bearer: system.ownerKey };
    expect((await client.call(gone)).status).toBe(204);
    client.close();
    await page.getByText('Your session has ended').waitFor({ timeout: 60_000 });
    await usePasskey(page);
    await page.getByRole('alert').getByText('doesn’t know that passkey').waitFor();
  }, 120_000);

  it('are not offered at an IP address, and the settings say what to do', async () => {
    const { page } = await open(system.baseUrl);
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await signInByKey(page);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('region', { name: 'Passkeys' }).getByText('PUBLIC_URL').waitFor();
    expect(await page.getByRole('button', { name: /(Use|Add) a passkey/ }).count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
