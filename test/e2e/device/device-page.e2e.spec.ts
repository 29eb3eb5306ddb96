import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deviceAddress,
  DeviceBrowser,
  headingOf,
  type HttpAnswer,
  HttpClient,
  pinOf,
  type RunningSystem,
  start,
  startSystem,
  verify,
  waitFor,
  wrongPins,
} from '@meshpair/testing';

const JSON_ONLY = { accept: 'application/json' };
const ROBOT = '<img src=x onerror=alert(1)>"\'&';

describe('the device’s page, without JavaScript', () => {
  let system: RunningSystem;
  let owner: HttpClient;
  const opened: DeviceBrowser[] = [];

  beforeAll(async () => {
    system = await startSystem({ settings: { MAX_DEVICES_PER_OWNER: '3', HOST_NODE_NAME: 'Home mesh' } });
    owner = new HttpClient(system.baseUrl);
  });

  afterEach(() => opened.splice(0).forEach((browser) => browser.close()));

  afterAll(async () => {
    owner.close();
    await system.stop();
  });

  const browserAt = (index: number): DeviceBrowser => {
    const browser = new DeviceBrowser(system.baseUrl, deviceAddress(index));
    opened.push(browser);
    return browser;
  };

  const asOwner = (method: string, path: string): Promise<HttpAnswer> =>
    owner.call({ method, path, bearer: system.ownerKey });

  const join = async (
    browser: DeviceBrowser,
    name = 'Tablet',
  ): Promise<{
    pairingId: string;
    token: string;
    form: { token: string; name: string };
    page: HttpAnswer;
  }> => {
    const started = await start(owner, system.ownerKey);
    const form = { token: started.token, name };
    return { ...started, form, page: await browser.submit('/join', form) };
  };

  it('offers one button, names the mesh and the address, and sends nothing that caches or leaks', async () => {
    const browser = browserAt(1);
    const { token } = await start(owner, system.ownerKey);
    const page = await browser.open(`/join?token=${token}`);
    expect([page.status, headingOf(page)]).toEqual([200, 'Join Home mesh']);
    expect(page.text).toContain(new URL(system.baseUrl).host);
    expect(page.text.match(/<button/g)).toHaveLength(1);
    expect(page.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.text).not.toMatch(/style=|<style|\son\w+=|<script>|javascript:|https?:\/\//);
  });

  it('shows the same PIN after a reload, a refresh and a second scan, on this device only', async () => {
    const browser = browserAt(2);
    const { token, form, page, pairingId } = await join(browser);
    const pin = pinOf(page);
    expect(pin).toMatch(/^\d{6}$/);
    expect(page.text).toContain([...pin].join(', '));
    expect(page.headers['set-cookie']?.join()).toMatch(/HttpOnly; SameSite=Lax/);
    expect(page.headers['set-cookie']?.join()).toMatch(/Path=\/join/);
    expect(page.headers['set-cookie']?.join()).not.toMatch(/Secure/);
    expect(page.text).not.toContain(browser.cookies.get('meshpair_join')?.split('.')[1]);

    expect(pinOf(await browser.submit('/join', form))).toBe(pin);
    expect(pinOf(await browser.open('/join/status'))).toBe(pin);
    expect(pinOf(await browser.open('/join'))).toBe(pin);
    expect(pinOf(await browser.open(`/join?token=${token}`))).toBe(pin);

    const other = browserAt(3);
    for (const answer of [await other.open(`/join?token=${token}`), await other.submit('/join', form)]) {
      expect([answer.status, headingOf(answer), pinOf(answer)]).toEqual([
        409,
        'This code was already used',
        '',
      ]);
    }
    expect((await other.open('/join/status')).status).toBe(404);
    other.cookies.set('meshpair_join', `${pairingId}.${'A'.repeat(43)}.${pin}.${'A'.repeat(43)}.99999`);
    expect((await other.open('/join/status')).status).toBe(404);
    expect(other.cookies.size).toBe(0);
  });

  it('tells the script where the pairing stands', async () => {
    const browser = browserAt(4);
    const { page, pairingId } = await join(browser);
    const state = async (): Promise<HttpAnswer> => browser.open('/join/state', JSON_ONLY);
    expect((await state()).body).toMatchObject({ state: 'DeviceConnected', reason: null });
    await verify(owner, system.ownerKey, { pairingId, pin: wrongPins(pinOf(page), 1)[0] ?? '' });
    expect((await state()).body.words).toBe('A wrong PIN was typed. 4 tries left.');
    expect((await browser.open('/join/status')).text).toContain('4 tries left');
    const following = browser.open('/join/events', { accept: 'text/event-stream' });
    await asOwner('POST', `/pairing/${pairingId}/deny`);
    expect((await following).text).toContain('"reason":"denied"');
    expect((await state()).body).toMatchObject({ state: 'Failed', reason: 'denied' });
    expect((await browserAt(5).open('/join/state', JSON_ONLY)).body.code).toBe('not_found');
  });

  it.each([
    ['POST', '/deny', 'The owner said no'],
    ['DELETE', '', 'The pairing was cancelled'],
  ] as const)(
    'says how it ended, to the device and to whoever scans later: %s%s',
    async (method, path, words) => {
      const browser = browserAt(6);
      const { token, pairingId } = await join(browser);
      await asOwner(method, `/pairing/${pairingId}${path}`);
      const ended = await browser.open('/join/status');
      expect([ended.status, headingOf(ended)]).toEqual([200, words]);
      expect(headingOf(await browser.open(`/join?token=${token}`))).toBe(words);
      const late = await browserAt(7).open(`/join?token=${token}`);
      expect([late.status, headingOf(late)]).toEqual([409, words]);
      const problem = await browserAt(7).open(`/join?token=${token}`, JSON_ONLY);
      expect([problem.status, problem.body.code]).toEqual([409, 'invalid_transition']);
    },
  );

  it('says that the PIN was wrong too often', async () => {
    const browser = browserAt(8);
    const { page, pairingId, token } = await join(browser);
    for (const pin of wrongPins(pinOf(page), 5)) await verify(owner, system.ownerKey, { pairingId, pin });
    expect(headingOf(await browser.open('/join/status'))).toBe('Too many wrong PINs');
    const late = await browserAt(9).open(`/join?token=${token}`);
    expect([late.status, headingOf(late)]).toEqual([409, 'Too many wrong PINs']);
  });

  it('keeps its PIN while the owner may choose about its address, and says when the mesh is full', async () => {
    const pairAt = async (index: number): Promise<DeviceBrowser> => {
      const browser = browserAt(index);
      const { page, pairingId } = await join(browser);
      await verify(owner, system.ownerKey, { pairingId, pin: pinOf(page) });
      return browser;
    };
    const first = await pairAt(10);
    expect((await first.open('/join/status')).text).toContain('Paired');
    expect(headingOf(await (await pairAt(10)).open('/join/status'))).toBe('Your PIN');

    await pairAt(11);
    await pairAt(12);
    expect(headingOf(await (await pairAt(13)).open('/join/status'))).toBe('The mesh is full');
  });

  it('asks for the code where there is no token, and shows the PIN for it', async () => {
    const browser = browserAt(16);
    const page = await browser.open('/join');
    expect([page.status, headingOf(page)]).toEqual([200, 'Join Home mesh']);
    expect(page.text).toContain('name="code"');
    const problem = await browser.open('/join', JSON_ONLY);
    expect([problem.status, problem.body.code]).toEqual([400, 'invalid_request']);
    const started = await owner.call({
      method: 'POST',
      path: '/pairing/start',
      bearer: system.ownerKey,
      json: {},
    });
    const code = String(started.body['userCode']);
    const bad = await browser.submit('/join', { code: 'WDJ', name: 'Tablet' });
    expect([bad.status, bad.text.includes('A code has 8 letters')]).toEqual([400, true]);
    const joined = await browser.submit('/join', { code: code.toLowerCase(), name: 'Tablet' });
    expect(pinOf(joined)).toMatch(/^\d{6}$/);
    expect(pinOf(await browser.submit('/join', { code, name: 'Tablet' }))).toBe(pinOf(joined));
  });

  it.each([
    ['malformed', '/join?token=short', 400, 'This link isn’t complete', 'invalid_request'],
    ['unknown', `/join?token=${'A'.repeat(43)}`, 404, 'This code isn’t known here', 'token_not_found'],
  ])(
    'answers a %s token with a page to a browser and a problem to others',
    async (_what, path, status, words, code) => {
      const page = await browserAt(14).open(path);
      expect([page.status, headingOf(page)]).toEqual([status, words]);
      expect(page.headers['content-type']).toContain('text/html');
      const problem = await browserAt(14).open(path, JSON_ONLY);
      expect([problem.status, problem.body.code]).toEqual([status, code]);
    },
  );

  it('shows names as text, and the form again for a name that is none', async () => {
    const { token } = await start(owner, system.ownerKey);
    const again = await browserAt(15).submit('/join', { token, name: '\u0000' });
    expect([again.status, again.text.includes('<form method="post" action="/join">')]).toEqual([400, true]);
    const agent = { accept: 'text/html', 'user-agent': `Linux; Android 9; ${ROBOT}) Mobile` };
    expect((await browserAt(15).open(`/join?token=${token}`, agent)).text).not.toContain('<img');
    const reflected = await browserAt(15).open(`/join?token=${encodeURIComponent(ROBOT)}`);
    expect([reflected.status, reflected.text.includes('<img')]).toEqual([400, false]);
  });

  it('joins from its own page only', async () => {
    const { token } = await start(owner, system.ownerKey);
    const form = { token, name: 'Tablet' };
    const browser = browserAt(16);
    const foreign = { origin: 'https://evil.example' };
    for (const headers of [foreign, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      expect((await browser.submit('/join', form, headers)).status).toBe(403);
    }
    expect((await browser.submit('/join', form, { origin: system.baseUrl })).status).toBe(200);
  });

  it('gives its pairing up for another only by the form of its own page, where browsers hide the origin', async () => {
    const hidden = { origin: 'null' };
    const browser = browserAt(19);
    const first = await start(owner, system.ownerKey);
    const joined = await browser.submit('/join', { token: first.token, name: 'Tablet' }, hidden);
    expect(joined.status).toBe(200);
    const kept = browser.cookies.get('meshpair_join');
    const { token } = await start(owner, system.ownerKey);
    const form = { token, name: 'Tablet' };
    for (const forged of [form, { ...form, proof: 'A'.repeat(43) }])
      expect((await browser.submit('/join', forged, hidden)).status).toBe(403);
    expect(browser.cookies.get('meshpair_join')).toBe(kept);
    const page = await browser.open(`/join?token=${token}`);
    const proof = /name="proof" value="([\w-]{43})"/.exec(page.text)?.[1] ?? '';
    expect(pinOf(await browser.submit('/join', { ...form, proof }, hidden))).toMatch(/^\d{6}$/);
    expect(browser.cookies.get('meshpair_join')).not.toBe(kept);
  });

  it('keeps showing the PIN while the services are away, and goes on when they are back', async () => {
    const browser = browserAt(17);
    const { page } = await join(browser);
    await system.stopService('pairing');
    const alone = await browser.open('/join/status');
    expect([alone.status, pinOf(alone)]).toEqual([200, pinOf(page)]);
    expect((await browser.open('/join/state', JSON_ONLY)).status).toBe(503);
    await system.startService('pairing');
    await system.stopService('gateway');
    await system.startService('gateway');
    await waitFor(async () => (await browser.open('/join/state', JSON_ONLY)).status === 200);
    expect(pinOf(await browser.open('/join/status'))).toBe(pinOf(page));
  });

  it('writes none of the cookies’ secrets into a log', async () => {
    const browser = browserAt(18);
    const { page, token } = await join(browser);
    const [, claimSecret = '', , digest = ''] = (browser.cookies.get('meshpair_join') ?? '').split('.');
    for (const secret of [claimSecret, digest, token, pinOf(page)]) {
      expect(secret).not.toBe('');
      expect(system.logs()).not.toContain(secret);
    }
  });
});
