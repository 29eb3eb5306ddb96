import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { HttpClient, type RunningSystem, startSystem } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';
import { ask, PairingPages, pinField, showCode, typePin } from './pairing-pages.js';

const chromium = locateChromium();

interface Codes {
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
}

(chromium === undefined ? describe.skip : describe)('codes of eight letters', () => {
  let system: RunningSystem;
  let browser: Browser;
  let pages: PairingPages;
  let device: HttpClient;

  beforeAll(async () => {
    system = await startSystem({
      settings: { RATE_LIMITS: 'off', TRUST_PROXY: '127.0.0.1', IP_CONFLICT_POLICY: 'allow' },
    });
    browser = await launchChromium(chromium ?? '');
    pages = new PairingPages(browser, system);
    device = new HttpClient(system.baseUrl);
  }, 120_000);
  afterEach(() => pages.close());
  afterAll(async () => {
    device?.close();
    await browser?.close();
    await system?.stop();
  });

  /** A device begins, at an address behind the proxy. */
  const begin = async (name: string, address = '127.0.0.41'): Promise<Codes> => {
    const answer = await device.call({
      method: 'POST',
      path: '/oauth/device_authorization',
      form: { client_id: name, platform: 'linux' },
      headers: { 'x-forwarded-for': address },
    });
    return answer.body as unknown as Codes;
  };
  const codeField = (desktop: Page): ReturnType<Page['getByLabel']> =>
    desktop.getByLabel('Code on the screen of the device');
  const typeCode = async (desktop: Page, code: string): Promise<void> => {
    await codeField(desktop).fill(code);
    await desktop.getByRole('button', { name: 'Continue' }).click();
  };

  it('beside the QR code, typed on a phone, pair it; a wrong one says so and keeps the name', async () => {
    const desktop = await pages.signedIn();
    await showCode(desktop);
    const code = await desktop.getByText(/^[B-Z]{4}-[B-Z]{4}$/).innerText();
    const phone = await pages.phoneAt('127.0.0.42', '/join');
    await phone.getByLabel('Name of this device').fill('Typed phone');
    await phone.getByLabel('Code', { exact: true }).fill('BCDF-GHJK');
    await phone.getByRole('button', { name: 'Ask to join' }).click();
    await phone.getByText('Nothing is waiting under this code').waitFor();
    expect(await seriousFindings(phone)).toEqual([]);
    await phone.getByLabel('Name of this device').fill('Typed phone');
    await phone.getByLabel('Code', { exact: true }).fill(code.toLowerCase().replace('-', ' '));
    const pin = await ask(phone);
    await pinField(desktop).waitFor();
    await phone.reload();
    await typePin(desktop, pin);
    await phone.waitForURL(/\/join\/home/);
    await desktop.getByRole('heading', { name: /Typed phone has joined/ }).waitFor();
  });

  it('on a device’s screen, typed in the console, show who it is, and let it in', async () => {
    const desktop = await pages.signedIn();
    const { user_code: code } = await begin('Kitchen radio');
    await desktop.getByRole('button', { name: 'A device shows a code' }).click();
    await typeCode(desktop, 'nonsense');
    await desktop.getByText('A code has 8 letters').waitFor();
    await typeCode(desktop, code.toLowerCase());
    await desktop.getByRole('heading', { name: 'Kitchen radio wants to join' }).waitFor();
    await desktop.getByText('on the same network as this console').waitFor();
    expect(await seriousFindings(desktop)).toEqual([]);
    expect(await pinField(desktop).count()).toBe(0);
    await desktop.getByRole('button', { name: 'Let it in' }).click();
    await desktop.getByRole('heading', { name: /Kitchen radio has joined/ }).waitFor();
  });

  it.each(['code-entry', 'approval'])('say so when %s cannot be fetched', async (part) => {
    const desktop = await pages.signedIn();
    await desktop.route(`**/assets/${part}-*.js`, (route) => route.abort());
    await desktop.getByRole('button', { name: 'A device shows a code' }).click();
    if (part === 'approval') await typeCode(desktop, (await begin('Radio without a card')).user_code);
    await desktop.getByRole('alert').getByText('Can’t reach Meshpair').waitFor();
  });

  it('of devices on another network cannot be approved', async () => {
    const desktop = await pages.signedIn();
    const { user_code: code } = await begin('Far radio', '203.0.113.9');
    await desktop.getByRole('button', { name: 'A device shows a code' }).click();
    await typeCode(desktop, code);
    await desktop.getByText('so it can’t be let in').waitFor();
    expect(await desktop.getByRole('button', { name: 'Let it in' }).count()).toBe(0);
    await desktop.getByRole('button', { name: 'Deny' }).click();
    await desktop.getByRole('heading', { name: 'Device denied' }).waitFor();
  });

  it('in a link fill the field only where the owner allows it', async () => {
    const desktop = await pages.signedIn();
    const codes = await begin('Linked radio');
    await desktop.goto(codes.verification_uri_complete);
    await codeField(desktop).waitFor();
    expect(await codeField(desktop).inputValue()).toBe('');
    expect(new URL(desktop.url()).hash).toBe('');

    await desktop
      .getByRole('button', { name: 'Settings' })
      .or(desktop.getByRole('link', { name: 'Settings' }))
      .click();
    await desktop.getByLabel('Fill in the code from a link').click();
    await desktop.getByLabel('Fill in the code from a link').and(desktop.locator(':checked')).waitFor();
    await desktop.goto(codes.verification_uri_complete);
    await codeField(desktop).waitFor();
    await desktop.waitForFunction(
      `document.querySelector('#device-code')?.value === ${JSON.stringify(codes.user_code)}`,
    );
  });
});
