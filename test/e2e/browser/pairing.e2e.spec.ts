import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type RunningSystem, startSystem } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';
import { ask, askAs, PairingPages, shownPin, typePin, wrongPin } from './pairing-pages.js';

const chromium = locateChromium();

(chromium === undefined ? describe.skip : describe)(
  'a pairing through the console and the phone’s page',
  () => {
    let system: RunningSystem;
    let browser: Browser;
    let pages: PairingPages;

    beforeAll(async () => {
      system = await startSystem({ settings: { HOST_NODE_NAME: 'Home' }, replicas: { 'cleanup-worker': 1 } });
      browser = await launchChromium(chromium ?? '');
      pages = new PairingPages(browser, system);
    }, 120_000);

    afterEach(() => pages.close());

    afterAll(async () => {
      await browser.close();
      await system.stop();
    });

    it('ends with a node, and axe finds nothing serious on the way', async () => {
      const desktop = await pages.signedIn();
      expect(await seriousFindings(desktop)).toEqual([]);
      const phone = await pages.scan(desktop, '127.0.0.11');
      expect(await seriousFindings(desktop)).toEqual([]);
      expect(await seriousFindings(phone)).toEqual([]);
      const pin = await ask(phone);
      expect(await seriousFindings(phone)).toEqual([]);
      await phone.reload();
      expect(await shownPin(phone)).toBe(pin);

      await desktop.getByRole('heading', { name: /wants to join/ }).waitFor();
      await desktop.getByText('127.0.0.11').first().waitFor();
      expect(await seriousFindings(desktop)).toEqual([]);
      await typePin(desktop, wrongPin(pin));
      await desktop.getByText('You have four tries left').waitFor();
      await typePin(desktop, pin);
      await desktop.getByRole('button', { name: 'Pair another device' }).waitFor();
      expect(await seriousFindings(desktop)).toEqual([]);
      await phone.waitForURL(/\/join\/home/);
      expect(await seriousFindings(phone)).toEqual([]);
    });

    it('lets the owner keep both devices at one address', async () => {
      const desktop = await pages.signedIn();
      const first = await pages.scan(desktop, '127.0.0.21');
      await typePin(desktop, await askAs(first, 'Laptop'));
      await desktop.getByRole('button', { name: 'Pair another device' }).waitFor();
      const second = await pages.scan(desktop, '127.0.0.21');
      const pin = await askAs(second, 'Tablet');
      const choices = desktop.getByRole('group', { name: 'Laptop already has this IP address' });
      await choices.waitFor();
      expect(await choices.getByRole('radio').first().getAttribute('name')).toBe('address');
      expect(await choices.getByLabel('Keep both').isChecked()).toBe(true);
      expect(await seriousFindings(desktop)).toEqual([]);
      await typePin(desktop, pin);
      await desktop.getByRole('heading', { name: 'Tablet has joined' }).waitFor();
      await second.waitForURL(/\/join\/home/);
      await desktop.getByText('Laptop', { exact: true }).first().waitFor();
    });

    it('asks about an address that was taken since, moves nothing, and replaces the device that is named', async () => {
      const [desktop, other] = [await pages.signedIn(), await pages.signedIn()];
      const phones = [
        await pages.scan(desktop, '127.0.0.22'),
        await pages.scan(other, '127.0.0.22'),
      ] as const;
      const pins = [await askAs(phones[0], 'Old phone'), await askAs(phones[1], 'New phone')] as const;
      await desktop.getByRole('heading', { name: 'Old phone wants to join' }).waitFor();
      await other.getByRole('heading', { name: 'New phone wants to join' }).waitFor();
      const pair = other.getByRole('button', { name: 'Pair', exact: true });
      const before = await pair.boundingBox();
      await typePin(desktop, pins[0]);
      await desktop.getByRole('heading', { name: 'Old phone has joined' }).waitFor();
      await other.getByRole('region', { name: 'New devices' }).getByText('Old phone').waitFor();
      expect(await pair.boundingBox()).toEqual(before);

      await typePin(other, pins[1]);
      const choices = other.getByRole('group', { name: 'Old phone already has this IP address' });
      await choices.waitFor();
      expect(await pair.boundingBox()).toEqual(before);
      expect(await other.getByLabel(/^PIN on the screen/).inputValue()).toBe(pins[1]);
      expect(await seriousFindings(other)).toEqual([]);
      await phones[1].locator('.digit').first().waitFor();
      await choices.getByLabel('Replace Old phone').check();
      await pair.click();
      await other.getByRole('heading', { name: 'New phone has joined' }).waitFor();
      await phones[1].waitForURL(/\/join\/home/);
      const nodes = other.getByRole('region', { name: /^Nodes/ });
      await nodes.getByText('New phone', { exact: true }).waitFor();
      await nodes.getByText('Old phone', { exact: true }).waitFor({ state: 'detached' });
    }, 120_000);

    it('says on both sides that a device was denied', async () => {
      const desktop = await pages.signedIn();
      const phone = await pages.scan(desktop, '127.0.0.12');
      await ask(phone);
      await desktop.getByRole('button', { name: 'Deny' }).click();
      await phone.getByRole('heading', { name: /not let in|denied|turned down|said no/i }).waitFor();
      await desktop.getByRole('button', { name: 'Show a new code' }).waitFor();
    });

    it('works on a phone without JavaScript, by a button', async () => {
      const desktop = await pages.signedIn();
      const phone = await pages.scan(desktop, '127.0.0.13', { javaScriptEnabled: false });
      const pin = await ask(phone);
      await typePin(desktop, pin);
      await desktop.getByRole('button', { name: 'Pair another device' }).waitFor();
      await phone.getByRole('link', { name: /refresh|check/i }).click();
      await phone.waitForURL(/\/join\/home/);
    });

    it('goes on after the gateway was away', async () => {
      const desktop = await pages.signedIn();
      const phone = await pages.scan(desktop, '127.0.0.14');
      const pin = await ask(phone);
      await desktop.getByRole('heading', { name: /wants to join/ }).waitFor();
      await system.killService('gateway');
      await system.startService('gateway');
      await typePin(desktop, pin);
      await desktop.getByRole('button', { name: 'Pair another device' }).waitFor();
      await phone.waitForURL(/\/join\/home/);
    });

    it('says on both sides that the time has run out', async () => {
      await system.stopService('pairing');
      await system.startService('pairing', { PAIRING_TTL_SECONDS: '15' });
      const desktop = await pages.signedIn();
      const phone = await pages.scan(desktop, '127.0.0.15');
      await ask(phone);
      await desktop.getByRole('heading', { name: /wants to join/ }).waitFor();
      await phone.getByRole('heading', { name: /time|expired/i }).waitFor();
      await desktop.getByRole('button', { name: 'Show a new code' }).waitFor();
      await desktop.getByRole('heading', { name: /expired/i }).waitFor();
      expect(await desktop.getByLabel(/^PIN on the screen/).count()).toBe(0);
      expect(await seriousFindings(desktop)).toEqual([]);
      expect(await seriousFindings(phone)).toEqual([]);
    });

    it('shows nothing any more after the owner signed out', async () => {
      const desktop = await pages.signedIn();
      await desktop.getByRole('button', { name: 'Sign out' }).click();
      await desktop.getByLabel(/owner key/i).waitFor();
      await desktop.reload();
      await desktop.getByLabel(/owner key/i).waitFor();
      expect(await desktop.getByRole('heading', { name: 'Nodes' }).count()).toBe(0);
    });
  },
);
