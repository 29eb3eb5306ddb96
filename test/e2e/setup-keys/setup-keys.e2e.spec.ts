import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deviceAddress,
  type DeviceKey,
  type HttpAnswer,
  HttpClient,
  makeDeviceKey,
  type RunningSystem,
  SoftwareAuthenticator,
  startSystem,
  trailIsSettled,
  waitFor,
} from '@meshpair/testing';
import { addPasskey, consoleCookieOf, signInByPasskey, touched } from '../console/passkey-calls.js';
import { joinsByTerminal } from './joins-by-terminal.js';

const run = promisify(execFile);

const ORIGIN = 'https://mesh.example';
const JOIN = '/setup-keys/join';

interface Made {
  readonly setupKeyId: string;
  readonly setupKey: string;
  readonly url: string;
  readonly command: string;
  readonly qrSvg?: string;
}

const codeOf = ({ status, body }: HttpAnswer): readonly unknown[] => [status, body.code];

describe('setup keys', () => {
  let system: RunningSystem;
  let owner: HttpClient;
  let home: string;
  const clients: HttpClient[] = [];
  let devices = 1000;

  beforeAll(async () => {
    system = await startSystem({
      settings: { PUBLIC_URL: ORIGIN, RATE_LIMITS: 'on', IP_CONFLICT_POLICY: 'allow' },
    });
    owner = new HttpClient(system.baseUrl);
    home = await mkdtemp(join(tmpdir(), 'meshpair-setup-keys-'));
  });

  afterAll(async () => {
    for (const client of clients) client.close();
    owner?.close();
    await system?.stop();
    await rm(home, { recursive: true, force: true });
  });

  const asOwner = (method: string, path: string, json?: unknown): Promise<HttpAnswer> =>
    owner.call({ method, path, bearer: system.ownerKey, json });
  const make = async (wanted: object = {}): Promise<Made> => {
    const answer = await asOwner('POST', '/setup-keys?qr=svg', wanted);
    if (answer.status !== 201) throw new Error(`no setup key is made: ${answer.text}`);
    return answer.body as unknown as Made;
  };
  /** A client at an address of its own. */
  const elsewhere = (): HttpClient => {
    const client = new HttpClient(system.baseUrl, deviceAddress((devices += 1)), 1);
    clients.push(client);
    return client;
  };
  const url = (path: string): string => new URL(path, system.baseUrl).href;
  const proofOf = (key: DeviceKey): string => key.dpopFor({ method: 'POST', url: url(JOIN) });
  /** With a proof of its key, another, or none. */
  interface Joining {
    readonly client?: HttpClient;
    readonly key?: DeviceKey;
    readonly dpop?: string | null;
  }
  const joinWith = (
    setupKey: string | undefined,
    { client = elsewhere(), key = makeDeviceKey(), dpop = proofOf(key) }: Joining = {},
  ): Promise<HttpAnswer> =>
    client.call({
      method: 'POST',
      path: JOIN,
      json: { ...(setupKey !== undefined && { setupKey }), device: { name: 'Runner', platform: 'linux' } },
      ...(dpop !== null && { headers: { dpop } }),
    });
  const events = async (type: string): Promise<readonly Record<string, unknown>[]> => {
    await trailIsSettled(system);
    const answer = await asOwner('GET', `/audit/events?type=${type}&limit=500`);
    return answer.body.items as Record<string, unknown>[];
  };
  const found = async (setupKeyId: string): Promise<Record<string, unknown> | undefined> => {
    const { items } = (await asOwner('GET', '/setup-keys')).body;
    return (items as Record<string, unknown>[]).find((each) => each['setupKeyId'] === setupKeyId);
  };

  it('let in 50 of 100 devices that come at once with 50 uses, with their events', async () => {
    const { setupKey, setupKeyId } = await make({ uses: 50, label: 'Fleet' });
    const answers = await Promise.all(Array.from({ length: 100 }, () => joinWith(setupKey)));
    const codes = answers.map(({ status, body }) => (status === 200 ? 'joined' : body.code));
    expect(codes.filter((code) => code === 'joined')).toHaveLength(50);
    expect(codes.filter((code) => code === 'setup_key_used_up')).toHaveLength(50);
    expect(await found(setupKeyId)).toMatchObject({ label: 'Fleet', uses: 50, used: 50, isLive: false });
    const told = (await events('NodeJoined')).filter(
      ({ data }) => (data as { setupKeyId: string }).setupKeyId === setupKeyId,
    );
    expect(told).toHaveLength(50);
    const nodes = answers.flatMap(({ body }) => (body.node as { id: string } | undefined)?.id ?? []);
    expect(new Set(told.map(({ subject }) => subject))).toEqual(new Set(nodes));
    expect(new Set(told.map(({ actorkind }) => actorkind))).toEqual(new Set(['device']));
  });

  it('are shown once, as text, link, QR code and command, and are nowhere else', async () => {
    const made = await make({ label: 'CI', tags: ['ci'], permissions: ['mesh:read'], ephemeralSeconds: 600 });
    expect(made.setupKey).toMatch(/^mps_[a-z0-9]+_[A-Za-z0-9]{43}$/);
    expect(made.url).toBe(`${ORIGIN}/join#setup-key=${made.setupKey}`);
    expect(made.command).toBe(`MESHPAIR_SETUP_KEY=${made.setupKey} meshpair join --url ${ORIGIN}`);
    expect(made.qrSvg).toContain('<svg');
    const { body } = await joinWith(made.setupKey);
    expect(body.node).toMatchObject({
      name: 'Runner',
      tags: ['ci'],
      permissions: ['mesh:read'],
      tunnelAddress: expect.stringContaining(':'),
    });
    await trailIsSettled(system);
    const secret = made.setupKey.split('_')[2] ?? '';
    const listed = (await asOwner('GET', '/setup-keys')).text + (await asOwner('GET', '/audit/events')).text;
    for (const text of [listed, await system.dumpDatabase(), system.logs()])
      expect(text).not.toContain(secret);
  });

  it('let in who proves its own key, and nobody else', async () => {
    const { setupKey, setupKeyId } = await make();
    const key = makeDeviceKey();
    const other = makeDeviceKey();
    const wrong = [
      null,
      key.dpopFor({ method: 'POST', url: url('/setup-keys') }),
      key.dpopFor({ method: 'GET', url: url(JOIN) }),
      key.dpopFor({
        method: 'POST',
        url: url(JOIN),
        header: { jwk: { kty: 'OKP', crv: 'Ed25519', x: other.publicKey } },
      }),
    ];
    for (const dpop of wrong)
      expect(codeOf(await joinWith(setupKey, { key, dpop }))).toEqual([401, 'invalid_dpop_proof']);
    expect(await found(setupKeyId)).toMatchObject({ used: 0 });
    const dpop = proofOf(key);
    const joined = await joinWith(setupKey, { key, dpop });
    expect(joined).toMatchObject({ status: 200, body: { tokenType: 'DPoP' } });
    expect(codeOf(await joinWith(setupKey, { key, dpop }))).toEqual([401, 'invalid_dpop_proof']);
    const { sessionToken = '' } = joined.body as { sessionToken?: string };
    const me = (proof: string): Promise<HttpAnswer> =>
      owner.call({ path: '/me', headers: { authorization: `DPoP ${sessionToken}`, dpop: proof } });
    expect((await me(key.dpopFor({ url: url('/me'), token: sessionToken }))).status).toBe(200);
    expect((await me(other.dpopFor({ url: url('/me'), token: sessionToken }))).status).toBe(401);
    const { id } = joined.body.node as { id: string };
    expect((await joinWith(undefined, { key })).body.node).toMatchObject({ id });
    await asOwner('DELETE', `/nodes/${id}`);
    expect(codeOf(await joinWith(undefined, { key }))).toEqual([410, 'node_removed']);
  });

  it('count as connects of their address, right or wrong', async () => {
    const { setupKey } = await make({ uses: 9 });
    const client = elsewhere();
    await waitFor(() => Date.now() % 60_000 < 40_000, { timeoutMs: 25_000, message: 'room in the minute' });
    const wrong = `mps_nobody_${'a'.repeat(43)}`;
    const statuses = [];
    for (let tries = 0; tries < 22; tries += 1)
      statuses.push((await joinWith(tries === 0 ? setupKey : wrong, { client })).status);
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 404), 429, 429]);
    expect(codeOf(await joinWith(setupKey, { client }))).toEqual([429, 'too_many_requests']);
    expect((await joinWith(setupKey)).status).toBe(200);
  });

  it('are of their owner: another finds none', async () => {
    const { setupKeyId } = await make();
    const { stdout } = await run(
      process.execPath,
      ['apps/cli/bundle/main.js', 'owners', 'create', 'Mallory', '--json'],
      { env: { DATABASE_URL: system.databaseUrl } },
    );
    const bearer = String((JSON.parse(stdout) as { key: string }).key);
    expect((await owner.call({ path: '/setup-keys', bearer })).body.items).toEqual([]);
    const revoke = { method: 'DELETE', path: `/setup-keys/${setupKeyId}`, bearer };
    expect((await owner.call(revoke)).status).toBe(404);
    expect((await asOwner('DELETE', `/setup-keys/${setupKeyId}`)).status).toBe(204);
  });

  it('that ask show their device, which comes in when it is approved, and use nothing when it is denied', async () => {
    const { setupKey, setupKeyId } = await make({ asksOwner: true, tags: ['asked'], label: 'Kiosk' });
    const ask = async (key: DeviceKey): Promise<{ pairingId: string; claimSecret: string }> => {
      const answer = await joinWith(setupKey, { key });
      expect(answer.status).toBe(202);
      return answer.body as { pairingId: string; claimSecret: string };
    };
    const denied = await ask(makeDeviceKey());
    expect((await asOwner('GET', `/pairing/${denied.pairingId}`)).body).toMatchObject({
      state: 'DeviceConnected',
      approval: 'setup_key',
      label: 'Kiosk',
      device: { name: 'Runner' },
    });
    await asOwner('POST', `/pairing/${denied.pairingId}/deny`);
    expect(await found(setupKeyId)).toMatchObject({ used: 0, isLive: true });
    const [key, late] = [makeDeviceKey(), makeDeviceKey()];
    const [{ pairingId, claimSecret }, tooLate] = [await ask(key), await ask(late)];
    expect((await asOwner('POST', `/pairing/${pairingId}/approve`, {})).body).toMatchObject({
      state: 'DeviceRegistered',
    });
    const path = `/pairing/${pairingId}/claim`;
    const dpop = key.dpopFor({ method: 'POST', url: url(path) });
    const claimed = await owner.call({ method: 'POST', path, bearer: claimSecret, headers: { dpop } });
    const node = claimed.body.node as { id: string };
    expect(claimed.body).toMatchObject({ tokenType: 'DPoP', node: { name: 'Runner', tags: ['asked'] } });
    expect(await found(setupKeyId)).toMatchObject({ used: 1, isLive: false });
    expect((await joinWith(setupKey, { key })).body.node).toMatchObject({ id: node.id });
    await asOwner('POST', `/pairing/${tooLate.pairingId}/approve?wait=0`, {});
    const failed = await waitFor(
      async () => {
        const { body } = await asOwner('GET', `/pairing/${tooLate.pairingId}`);
        return body.state === 'Failed' && body;
      },
      { message: 'the second device of a single use is refused' },
    );
    expect(failed).toMatchObject({ reason: 'setup_key_ended' });
    expect(await found(setupKeyId)).toMatchObject({ used: 1 });
  });

  it('are taken from a file, standard input and the environment, and refused as an argument', async () => {
    await joinsByTerminal({ system, origin: ORIGIN, home, found });
  });

  it('are made from a console with a key that is typed, and by a touch where PINs take one', async () => {
    const authenticator = new SoftwareAuthenticator(ORIGIN);
    const at = { headers: { origin: ORIGIN }, authenticator };
    await addPasskey(owner, { ...at, key: system.ownerKey });
    const cookie = consoleCookieOf(await signInByPasskey(owner, at));
    const by = (method: string, path: string, json: object, more = ''): Promise<HttpAnswer> =>
      owner.call({
        method,
        path,
        json,
        headers: { ...at.headers, host: 'mesh.example', cookie: `${cookie}${more && `; ${more}`}` },
      });
    const key = { key: system.ownerKey };
    expect(codeOf(await by('POST', '/setup-keys', {}))).toEqual([400, 'invalid_request']);
    expect(codeOf(await by('POST', '/setup-keys', { key: `${system.ownerKey}0` }))).toEqual([
      400,
      'invalid_request',
    ]);
    expect((await by('POST', '/setup-keys', key)).status).toBe(201);
    const rule = await touched(owner, { ...at, cookie }, { rule: 'always' });
    await by('PUT', '/owner/touch-rule', { rule: 'always', touch: rule.touch }, rule.cookie);
    await waitFor(async () => (await asOwner('POST', '/setup-keys', {})).status === 403, {
      timeoutMs: 10_000,
      message: 'the rule counts for keys',
    });
    expect(codeOf(await by('POST', '/setup-keys', key))).toEqual([403, 'passkey_required']);
    const wrong = await touched(owner, { ...at, cookie }, { newPasskey: true });
    expect(codeOf(await by('POST', '/setup-keys', { ...key, touch: wrong.touch }, wrong.cookie))).toEqual([
      403,
      'passkey_required',
    ]);
    const right = await touched(owner, { ...at, cookie }, { newSetupKey: true });
    expect((await by('POST', '/setup-keys', { ...key, touch: right.touch }, right.cookie)).status).toBe(201);
    expect((await by('POST', '/setup-keys', { ...key, asksOwner: true })).status).toBe(201);
  });
});
