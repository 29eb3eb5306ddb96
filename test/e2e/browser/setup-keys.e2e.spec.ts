import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { HttpClient, makeDeviceKey, type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';

const chromium = locateChromium();

(chromium === undefined ? describe.skip : describe)('setup keys in the console', () => {
  let system: RunningSystem;
  let browser: Browser;
  let page: Page;
  let client: HttpClient;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    client = new HttpClient(system.baseUrl);
    browser = await launchChromium(chromium ?? '');
    page = await browser.newPage();
    await page.goto(system.baseUrl);
    await page.getByLabel(/owner key/i).fill(system.ownerKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    client?.close();
    await system?.stop();
  });

  const join = (setupKey: string): ReturnType<HttpClient['call']> => {
    const path = '/setup-keys/join';
    const dpop = makeDeviceKey().dpopFor({ method: 'POST', url: new URL(path, system.baseUrl).href });
    const json = { setupKey, device: { name: 'Runner 7' } };
    return client.call({ method: 'POST', path, headers: { dpop }, json });
  };

  it('are made with a typed key, shown once, listed with their uses, and revoked', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    const keys = page.getByRole('region', { name: 'Setup keys' });
    await keys.getByText('Make a setup key').first().click();
    await keys.getByLabel('What is it for?').fill('Runners');
    await keys.getByLabel('How many devices may use it?').fill('5');
    await keys.getByLabel('Tags of its devices').fill('ci arm');
    await keys.getByLabel('A key you already have').fill(system.ownerKey);
    await keys.getByRole('button', { name: 'Make a setup key' }).click();
    const setupKey = await keys.getByLabel('The setup key', { exact: true }).inputValue();
    expect(setupKey).toMatch(/^mps_/);
    expect(await keys.getByLabel('As a link').inputValue()).toContain(`/join#setup-key=${setupKey}`);
    expect(await keys.getByLabel('For a terminal').inputValue()).toContain(`MESHPAIR_SETUP_KEY=${setupKey} `);
    await keys
      .getByRole('img', { name: /QR code/ })
      .first()
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect((await join(setupKey)).body.node).toMatchObject({ tags: ['arm', 'ci'] });
    await page.reload();
    await keys.getByText('used 1 of 5 times').waitFor();
    expect(await page.content()).not.toContain(setupKey.split('_')[2]);
    await keys.getByRole('button', { name: 'Revoke: the setup key Runners' }).click();
    await keys.getByRole('button', { name: 'Really revoke: the setup key Runners' }).click();
    await page.getByRole('status').getByText('The setup key Runners is revoked.').waitFor();
    expect((await join(setupKey)).body.code).toBe('setup_key_ended');
  });

  it('say at their link what they are for, and leave the address bar', async () => {
    const phone = await browser.newPage();
    await phone.goto(`${system.baseUrl}/join#setup-key=mps_k3v9x2ab_${'A'.repeat(43)}`);
    await phone.getByText('This link is a setup key').waitFor();
    expect(phone.url()).toBe(`${system.baseUrl}/join`);
    expect(await phone.getByRole('button', { name: 'Ask to join' }).count()).toBe(0);
    await phone.reload();
    await phone.getByRole('button', { name: 'Ask to join' }).waitFor();
    expect(await phone.getByText('This link is a setup key').isVisible()).toBe(false);
    await phone.close();
  });

  it('that ask show the card of their device, which comes in without a PIN', async () => {
    const made = await client.call({
      method: 'POST',
      path: '/setup-keys',
      bearer: system.ownerKey,
      json: { asksOwner: true },
    });
    await page.goto(system.baseUrl);
    const asked = await join(String(made.body.setupKey));
    expect(asked.status).toBe(202);
    await page.getByText('waits for you').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByText('It has one of your setup keys').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Let it in' }).click();
    const registered = await waitFor(
      async () => {
        const path = `/pairing/${String(asked.body.pairingId)}`;
        const { body } = await client.call({ path, bearer: String(asked.body.claimSecret) });
        return body.state === 'DeviceRegistered' && body;
      },
      { message: 'the device is let in' },
    );
    expect(registered).toMatchObject({ approval: 'setup_key', device: { name: 'Runner 7' } });
  });
});
