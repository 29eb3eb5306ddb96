import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page, Request } from 'playwright-core';
import { HttpClient, pairDevice, type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';
import { ask, PairingPages, pinField, typePin, wrongPin } from './pairing-pages.js';

const chromium = locateChromium();

(chromium === undefined ? describe.skip : describe)('the card of a device that wants to join', () => {
  let system: RunningSystem;
  let browser: Browser;
  let pages: PairingPages;
  let client: HttpClient;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    browser = await launchChromium(chromium ?? '');
    pages = new PairingPages(browser, system);
    client = new HttpClient(system.baseUrl);
  }, 120_000);
  afterEach(() => pages.close());
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  const pairOf = (desktop: Page) => desktop.getByRole('button', { name: 'Pair', exact: true });
  const denyOf = (desktop: Page) => desktop.getByRole('button', { name: 'Deny' });

  it('sends the PIN once at its sixth digit, and a refused one only when six new digits are typed', async () => {
    const desktop = await pages.signedIn();
    const sent: unknown[] = [];
    desktop.on('request', (request: Request) => {
      if (request.url().endsWith('/pairing/verify')) sent.push(JSON.parse(request.postData() ?? '{}'));
    });
    const phone = await pages.scan(desktop, '127.0.0.41');
    const pin = await ask(phone);
    const field = pinField(desktop);
    const wrong = wrongPin(pin);
    await field.pressSequentially(wrong);
    await desktop.getByText('You have four tries left').waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await field.and(desktop.locator(':focus')).count()).toBe(1);
    await pairOf(desktop).click();
    await desktop.getByText('The PIN has 6 digits').waitFor();
    await field.pressSequentially(wrong.slice(0, 5));
    await field.press('Backspace');
    await field.pressSequentially(wrong.slice(4));
    await desktop.getByText('You have three tries left').waitFor();
    expect(sent).toMatchObject([{ pin: wrong }, { pin: wrong }]);
    await field.pressSequentially(pin);
    await desktop.getByRole('button', { name: 'Pair another device' }).waitFor();
    expect(sent).toMatchObject([{ pin: wrong }, { pin: wrong }, { pin }]);
    await phone.waitForURL(/\/join\/home/);
  });

  it.each([360, 1280])('has Pair and Deny of one size at %d px, and nothing moves them', async (width) => {
    const desktop = await pages.signedIn({ viewport: { width, height: 800 } });
    const phone = await pages.scan(desktop, width === 360 ? '127.0.0.42' : '127.0.0.43');
    const link = new URL(await desktop.getByLabel('Link to join').inputValue());
    const pin = await ask(phone);
    await pinField(desktop).waitFor();
    const ground = (selector: string) =>
      desktop.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);
    expect(await ground('.button-deny')).toBe(await ground('.pair'));
    await pairOf(desktop).hover();
    const places = async () => [await pairOf(desktop).boundingBox(), await denyOf(desktop).boundingBox()];
    const [pair, deny] = await places();
    expect([deny?.width, deny?.height, deny?.y]).toEqual([pair?.width, pair?.height, pair?.y]);

    const news = desktop.getByRole('region', { name: 'New devices' });
    await pairDevice(system.baseUrl, client, system.ownerKey, width);
    await news.getByText(`Phone ${width}`).waitFor();
    expect(await places()).toEqual([pair, deny]);
    await typePin(desktop, wrongPin(pin));
    await desktop.getByText('You have four tries left').waitFor();
    expect(await places()).toEqual([pair, deny]);
    const stranger = { token: link.searchParams.get('token'), device: { name: 'Stranger' } };
    await client.call({ method: 'POST', path: '/pairing/connect', json: stranger });
    await desktop.getByText('Another device tried the same code').waitFor();
    expect(await places()).toEqual([pair, deny]);
    expect(await seriousFindings(desktop)).toEqual([]);
    await system.killService('gateway');
    await desktop.getByText('Can’t reach Meshpair').waitFor();
    const [away, findings] = [await places(), await seriousFindings(desktop)];
    await system.startService('gateway');
    expect(away).toEqual([pair, deny]);
    expect(findings).toEqual([]);
    await desktop.getByText('Can’t reach Meshpair').waitFor({ state: 'detached' });
    expect(await places()).toEqual([pair, deny]);
  });

  it('leaves the status region one sentence for all the devices that join', async () => {
    const desktop = await pages.signedIn();
    const region = desktop.locator('.unseen[role=status]');
    const hasLooked = "Object.keys(localStorage).some((key) => key.startsWith('meshpair.told.'))";
    await waitFor(() => desktop.evaluate<boolean>(hasLooked), { message: 'the first visit is remembered' });
    await desktop.evaluate(`{
      window.said = [];
      const region = document.querySelector('.unseen[role=status]');
      const observer = new MutationObserver(() => said.push(region.textContent.trim()));
      observer.observe(region, { subtree: true, childList: true, characterData: true });
    }`);
    for (const index of [1, 2, 3]) await pairDevice(system.baseUrl, client, system.ownerKey, index);
    await region.getByText('3 new devices in your mesh.').waitFor();
    const sentence = /^(One|\d+) new devices? in your mesh\.$/;
    const said = await desktop.evaluate<string[]>('said');
    expect(said.filter((text) => !sentence.test(text))).toEqual([]);
  });
});
