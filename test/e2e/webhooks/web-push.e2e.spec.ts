import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { HttpClient, pairDevice, type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from '../browser/chromium.js';
import { seriousFindings } from '../browser/page-checks.js';
import { PushBrowser, verifiedSender } from './push-browser.js';
import { Target } from './target.js';
import { WebhookOwner } from './webhook-owner.js';

const CONTACT = 'mailto:operator@example.org';

describe('Web Push', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let service: Target;
  let owner: WebhookOwner;
  let publicKey: string;
  let browser: Browser;

  beforeAll(async () => {
    service = await Target.open();
    const settings = {
      RATE_LIMITS: 'off',
      WEBHOOK_ALLOWED_RANGES: '127.0.0.1/32',
      WEB_PUSH_CONTACT: CONTACT,
    };
    system = await startSystem({ settings, replicas: { webhooks: 1 } });
    client = new HttpClient(system.baseUrl);
    owner = await WebhookOwner.withDevice(system.baseUrl, client, system.ownerKey);
    publicKey = String((await owner.call('GET', '/webhooks/push-key')).body.publicKey);
    browser = await launchChromium(locateChromium({ whole: true }) ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    client?.close();
    await system?.stop();
    await service?.close();
  });

  /** Of a browser that has given the console leave to notify. */
  const newPage = async (): Promise<Page> => {
    const context = await browser.newContext();
    await context.grantPermissions(['notifications'], { origin: system.baseUrl });
    const page = await context.newPage();
    await page.goto(system.baseUrl);
    return page;
  };
  const settingsPage = async (): Promise<Page> => {
    const page = await newPage();
    await page.getByLabel(/owner key/i).fill(system.ownerKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    return page;
  };
  const subscribed = (at: string, push: object): Promise<{ readonly id: string }> =>
    owner.create({ url: service.urlOf(at), shape: 'webpush', events: ['DeviceScanned'], push });

  it('tells a browser that a device wants to join: sealed for it alone, and signed for its push service', async () => {
    service.answer = () => ({ status: 201 });
    const phone = new PushBrowser();
    await subscribed('/push/phone', phone.keys);
    await pairDevice(system.baseUrl, client, system.ownerKey, 2);
    // It may be told of what was a moment before it subscribed.
    const told = await waitFor(() =>
      service.at('/push/phone').find((each) => JSON.stringify(phone.open(each)).includes('Phone 2')),
    );
    expect(told.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      ttl: '300',
      urgency: 'high',
    });
    expect(phone.open(told)).toEqual({
      title: 'Meshpair',
      body: 'Phone 2 wants to join',
      tag: expect.any(String),
    });
    expect(() => new PushBrowser().open(told)).toThrow();
    expect(verifiedSender(told, publicKey)).toMatchObject({
      sub: CONTACT,
      aud: new URL(service.urlOf('/')).origin,
    });
    expect(told.body).not.toContain('Phone');
  });

  it.each([404, 410])('forgets a browser whose push service answers %s', async (status) => {
    service.answer = () => ({ status });
    const { id } = await subscribed(`/push/gone-${status}`, new PushBrowser().keys);
    await pairDevice(system.baseUrl, client, system.ownerKey, status);
    await waitFor(async () => (await owner.call('GET', `/webhooks/${id}`)).body.disabledReason === 'gone', {
      message: 'the subscription is disabled',
    });
    expect(service.at(`/push/gone-${status}`)).toHaveLength(1);
  });

  it.each([
    [{ shape: 'webpush' }, 'push'],
    [{ shape: 'webpush', push: { ...new PushBrowser().keys, p256dh: 'short' } }, 'push.p256dh'],
    [{ shape: 'ntfy', push: new PushBrowser().keys }, 'push'],
  ])('refuses %j', async (body, field) => {
    const answer = await owner.call('POST', '/webhooks', { url: 'https://example.org/push', ...body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('lets no target become a browser, and no browser another’s', async () => {
    const { id } = await subscribed('/push/mine', new PushBrowser().keys);
    for (const change of [{ shape: 'ntfy' }, { url: 'https://example.org/other' }]) {
      const answer = await owner.call('PATCH', `/webhooks/${id}`, change);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'shape' }] } });
    }
  });

  it('is turned on and off in the settings of the console', async () => {
    service.answer = () => ({ status: 201 });
    const mine = new PushBrowser();
    const page = await settingsPage();
    const push = page.getByRole('region', { name: 'Notifications in this browser' });
    await push.getByRole('button', { name: 'Turn on' }).click();
    await push.getByText('push service can’t be reached').waitFor();

    // A browser without a window has no push service: ours takes its place.
    const taken = { endpoint: service.urlOf('/push/console'), keys: mine.keys };
    await page.evaluate(`
      const own = { ...${JSON.stringify(taken)}, toJSON: () => own, unsubscribe: async () => true };
      Object.assign(PushManager.prototype, {
        subscribe: async ({ applicationServerKey }) => {
          window.serverKey = applicationServerKey;
          return own;
        },
        getSubscription: async () => (window.serverKey ? own : null),
      });
    `);
    await push.getByRole('button', { name: 'Turn on' }).click();
    await push.getByRole('button', { name: 'Turn off' }).waitFor();
    expect(await page.evaluate('window.serverKey')).toBe(publicKey);
    expect(await seriousFindings(page)).toEqual([]);
    await pairDevice(system.baseUrl, client, system.ownerKey, 3);
    const [told] = await service.untilTold('/push/console');
    expect(mine.open(told!)).toMatchObject({ body: 'Phone 3 wants to join' });

    await push.getByRole('button', { name: 'Turn off' }).click();
    await push.getByRole('button', { name: 'Turn on' }).waitFor();
    const urls = (await owner.call('GET', '/webhooks')).body.items as readonly { readonly url: string }[];
    expect(urls.map(({ url }) => url)).not.toContain(service.urlOf('/push/console'));
    await page.context().close();
  });

  it('is shown by the console’s service worker, which opens the console', async () => {
    const page = await newPage();
    const session = await page.context().newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        for (const { registrationId } of registrations) resolve(registrationId);
      });
    });
    await session.send('ServiceWorker.enable');
    await page.evaluate(`navigator.serviceWorker.register('/service-worker.js')`);
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    const shown = { title: 'Meshpair', body: 'A device wants to join', tag: 'p1.2' };
    const message = { origin: system.baseUrl, registrationId: await registered, data: JSON.stringify(shown) };
    const notifications = await waitFor(async () => {
      // Chromium drops what it delivers while a worker is about to start; of one tag there is one notification.
      await session.send('ServiceWorker.deliverPushMessage', message);
      const found: readonly object[] = await page.evaluate(`
        navigator.serviceWorker.ready.then(async (registration) =>
          (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag })))`);
      return found.length > 0 && found;
    });
    expect(notifications).toEqual([shown]);
    await page.context().close();
  });
});
