import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deviceAddress,
  DeviceBrowser,
  headingOf,
  hiddenField,
  type HttpAnswer,
  HttpClient,
  pinOf,
  type RunningSystem,
  start,
  startSystem,
  verify,
  waitFor,
} from '@meshpair/testing';

const JSON_ONLY = { accept: 'application/json' };
const EVIL = '</bdi><script>alert(1)</script>';

describe('the device’s home, without JavaScript', () => {
  let system: RunningSystem;
  let owner: HttpClient;
  const opened: DeviceBrowser[] = [];

  beforeAll(async () => {
    system = await startSystem({ settings: { PAIRING_TTL_SECONDS: '6' }, replicas: { 'cleanup-worker': 1 } });
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

  /** Joins, and lets the owner type the PIN. */
  const verifiedAt = async (
    index: number,
    name: string,
  ): Promise<{ browser: DeviceBrowser; pairingId: string }> => {
    const browser = browserAt(index);
    const { token, pairingId } = await start(owner, system.ownerKey);
    const page = await browser.submit('/join', { token, name });
    const { status } = await verify(owner, system.ownerKey, { pairingId, pin: pinOf(page) });
    expect(status).toBe(200);
    return { browser, pairingId };
  };

  const nodeOf = async (browser: DeviceBrowser): Promise<Readonly<Record<string, unknown>>> =>
    (await browser.open('/join/home', JSON_ONLY)).body;

  const asOwner = (method: string, path: string): Promise<HttpAnswer> =>
    owner.call({ method, path, bearer: system.ownerKey });

  it('comes after the PIN: the device’s node, its peers, and a session that no script can read', async () => {
    const { browser } = await verifiedAt(1, EVIL);
    const home = await browser.open('/join/status');
    expect([home.status, home.text.includes('Paired')]).toEqual([200, true]);
    expect(home.text).toContain(deviceAddress(1));
    expect(home.text).toContain('just now');
    expect(home.text).toMatch(/Other nodes[^]*Host/);
    expect(home.text).not.toContain('<script>alert');
    expect(home.headers['set-cookie']?.join()).toMatch(
      /meshpair_device=[^;]+;.*Path=\/join; HttpOnly; SameSite=Lax/,
    );
    expect([...browser.cookies.keys()]).toEqual(['meshpair_device']);
    expect(home.text).not.toContain(browser.cookies.get('meshpair_device'));
    expect(headingOf(await browser.open('/join'))).toContain('alert(1)');
    expect((await nodeOf(browser)).lastSeenAt).toEqual(expect.any(String));

    const { browser: other } = await verifiedAt(2, 'Second');
    const peers = await other.open('/join/status');
    expect(peers.text).toContain('&lt;script&gt;alert');
    expect(peers.text).not.toContain('<script>alert');
    expect(system.logs()).not.toContain(other.cookies.get('meshpair_device') ?? 'no cookie');
  });

  it('repeats a claim whose answer was lost', async () => {
    const { browser } = await verifiedAt(3, 'Lost');
    const before = new Map(browser.cookies);
    const first = await browser.send('GET', '/join/status', { accept: 'text/html' });
    expect([first.status, first.headers.location]).toEqual([303, '/join/home?done=paired']);
    browser.cookies.clear();
    for (const [name, value] of before) browser.cookies.set(name, value);
    expect((await browser.open('/join/status')).text).toContain('Paired');

    const late = browserAt(3);
    for (const [name, value] of before) late.cookies.set(name, value);
    const refused = await late.open('/join/status');
    expect([refused.status, headingOf(refused)]).toEqual([410, 'Paired, but too late for this page']);
  });

  it('renames, by a form of its own only', async () => {
    const { browser } = await verifiedAt(4, 'Old name');
    const proof = hiddenField(await browser.open('/join/status'), 'proof');
    const rename = (name: string, form = proof, headers = {}): Promise<HttpAnswer> =>
      browser.submit('/join/rename', { name, proof: form }, headers);
    for (const refused of [
      await rename('Mine now', 'A'.repeat(43)),
      await rename('Mine now', proof, { origin: 'http://127.0.0.1:1' }),
      await rename('Mine now', proof, { 'sec-fetch-site': 'cross-site' }),
    ]) {
      expect([refused.status, headingOf(refused)]).toEqual([403, 'That didn’t come from this page']);
    }
    const bad = await rename(' ');
    expect([bad.status, bad.text.includes('1 to 64 characters')]).toEqual([400, true]);
    expect((await nodeOf(browser)).name).toBe('Old name');

    // What a browser sends for a form of a page with `no-referrer` over plain HTTP.
    const renamed = await rename('New <b>name</b>', proof, { origin: 'null' });
    expect([renamed.status, renamed.text.includes('The name is saved')]).toEqual([200, true]);
    expect(renamed.text).not.toContain('<b>name');
    expect((await nodeOf(browser)).name).toBe('New <b>name</b>');
  });

  it('leaves the mesh, and forgets its session', async () => {
    const { browser } = await verifiedAt(5, 'Leaving');
    const home = await browser.open('/join/status');
    const { id } = await nodeOf(browser);
    expect((await browser.submit('/join/leave', { proof: 'A'.repeat(43) })).status).toBe(403);
    expect((await asOwner('GET', `/nodes/${String(id)}`)).status).toBe(200);
    const left = await browser.submit('/join/leave', { proof: hiddenField(home, 'proof') });
    expect([left.status, headingOf(left)]).toEqual([200, expect.stringContaining('This device has left')]);
    expect(browser.cookies.size).toBe(0);
    expect((await asOwner('GET', `/nodes/${String(id)}`)).status).toBe(404);
    const again = await browser.open('/join/home');
    expect([again.status, headingOf(again)]).toEqual([401, 'This device isn’t in the mesh']);
  });

  it('says that the device was removed, and forgets its session', async () => {
    const { browser } = await verifiedAt(6, 'Removed');
    await browser.open('/join/status');
    const { id } = await nodeOf(browser);
    await asOwner('DELETE', `/nodes/${String(id)}`);
    expect((await browser.open('/join/home', JSON_ONLY)).body.code).toBe('unauthorized');
    const removed = await browser.open('/join/home');
    expect([removed.status, headingOf(removed)]).toEqual([401, 'This device was removed']);
    expect(browser.cookies.size).toBe(0);
  });

  it('hides the peers from a device that may not see them', async () => {
    const browser = browserAt(7);
    const started = await owner.call({
      method: 'POST',
      path: '/pairing/start',
      bearer: system.ownerKey,
      json: { permissions: ['mesh:connect'] },
    });
    const { token, pairingId } = started.body as { token: string; pairingId: string };
    const page = await browser.submit('/join', { token, name: 'Blind' });
    await verify(owner, system.ownerKey, { pairingId, pin: pinOf(page) });
    const home = await browser.open('/join/status');
    expect([home.status, home.text.includes('may not see the other nodes')]).toEqual([200, true]);
  });

  it('takes no cookie that it did not make', async () => {
    for (const value of ['x', '..', 'a.b', '%00', `${'a'.repeat(5_000)}.b.c`]) {
      const browser = browserAt(8);
      browser.cookies.set('meshpair_device', value);
      browser.cookies.set('meshpair_join', value);
      expect((await browser.open('/join/home')).status).toBe(401);
      expect((await browser.open('/join/status')).status).toBe(404);
    }
    const forged = browserAt(8);
    forged.cookies.set('meshpair_device', 'aaaa.bbbb.cccc');
    expect((await forged.open('/join/home')).status).toBe(401);
  });

  it('says that the time has run out, as soon as it has', async () => {
    const browser = browserAt(9);
    const unused = await start(owner, system.ownerKey);
    const { token } = await start(owner, system.ownerKey);
    await browser.submit('/join', { token, name: 'Slow' });
    const ended = await waitFor(async () => {
      const page = await browser.open('/join/status');
      return pinOf(page) === '' && page;
    });
    expect([ended.status, headingOf(ended)]).toEqual([200, 'Time ran out']);
    for (const expired of [unused.token, token]) {
      const late = await browserAt(10).open(`/join?token=${expired}`);
      expect([late.status, headingOf(late)]).toEqual([410, 'This code has expired']);
    }
  });
});
