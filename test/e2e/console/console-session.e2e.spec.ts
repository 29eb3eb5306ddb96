import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { digestOf } from '@meshpair/contracts';
import {
  type HttpAnswer,
  type HttpCall,
  HttpClient,
  pairDevice,
  type RunningSystem,
  startSystem,
  waitFor,
} from '@meshpair/testing';

const COOKIE =
  /^meshpair_console=([A-Za-z0-9_-]{43}); Max-Age=(\d+); Path=\/; Expires=[^;]+; HttpOnly; (Secure; )?SameSite=Strict$/;
const EVIL = 'https://evil.example';

const codeOf = ({ status, body }: HttpAnswer): readonly unknown[] => [status, body.code];

describe('a session of the console', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let other: HttpClient;
  /** The address behind a proxy that speaks HTTPS. */
  const proxied = {
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-host': 'mesh.example',
    'x-forwarded-proto': 'https',
  };

  beforeAll(async () => {
    system = await startSystem({
      settings: {
        TRUST_PROXY: '127.0.0.1',
        ALLOWED_HOSTS: 'mesh.example',
        RATE_LIMITS: 'off',
        HOST_NODE_NAME: 'Attic',
      },
      replicas: { gateway: 2 },
    });
    client = new HttpClient(system.baseUrl);
    other = new HttpClient(system.gatewayUrls[1] ?? '');
  });

  afterAll(async () => {
    client?.close();
    other?.close();
    await system?.stop();
  });

  const path = '/console/session';
  const signIn = (json: unknown, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
    client.call({ method: 'POST', path, json, headers });
  const sessionOf = (answer: HttpAnswer): string =>
    COOKIE.exec(answer.headers['set-cookie']?.[0] ?? '')?.[1] ?? '';
  const signedIn = async (): Promise<Record<string, string>> => {
    const answer = await signIn({ key: system.ownerKey });
    expect(answer.status).toBe(200);
    return { cookie: `theme=dark; meshpair_console=${sessionOf(answer)}` };
  };
  const own = (): Record<string, string> => ({ origin: system.baseUrl });
  const addCode = async (): Promise<string> => {
    const code = randomBytes(32).toString('base64url');
    const digest = digestOf(code);
    await system.query(
      `insert into registry.sign_in_codes (code_digest, owner_id, key_id, created_at, expires_at)
       select $1, owner_id, key_id, now(), now() + interval '1 hour' from registry.owner_keys where key_id = 'test'`,
      [digest],
    );
    return code;
  };

  it('opens by the key, with a cookie that no script and no other site can use', async () => {
    const answer = await signIn({ key: system.ownerKey });
    expect(answer.status).toBe(200);
    const [owner] = await system.query('select owner_id, name from registry.owners');
    expect(answer.body.owner).toEqual({ ownerId: owner?.owner_id, name: owner?.name });
    const [, , maxAge, secure] = COOKIE.exec(answer.headers['set-cookie']?.[0] ?? '') ?? [];
    expect(Math.round(Number(maxAge) / 86_400)).toBe(30);
    expect(secure).toBeUndefined();
    expect(answer.text).not.toContain(sessionOf(answer));
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('has a Secure cookie behind HTTPS', async () => {
    const byProxy = await signIn({ key: system.ownerKey }, proxied);
    expect(byProxy.headers['set-cookie']?.[0]).toContain('; Secure;');
  });

  it('tells who is signed in, and the addresses of the gateway', async () => {
    const headers = await signedIn();
    const answer = await client.call({ path, headers });
    expect(answer.body).toMatchObject({
      owner: { name: 'Owner' },
      mesh: { name: 'Attic' },
      addresses: [{ url: system.baseUrl, kind: 'configured', interface: null }],
      plainHttpBeyondLoopback: false,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(codeOf(await client.call({ path }))).toEqual([401, 'unauthorized']);
    const forged = { cookie: `meshpair_console=${'A'.repeat(43)}` };
    expect(codeOf(await client.call({ path, headers: forged }))).toEqual([401, 'unauthorized']);
  });

  it.each([
    ['neither key nor code', {}, ['key']],
    ['both', { key: `mpo_a_${'a'.repeat(32)}`, code: 'A'.repeat(43) }, ['key']],
    ['a malformed code', { code: 'short' }, ['code']],
    ['an unknown field', { code: 'A'.repeat(43), more: 1 }, ['more']],
  ])('does not open by %s', async (_what, json, fields) => {
    const answer = await signIn(json);
    expect(codeOf(answer)).toEqual([400, 'invalid_request']);
    expect((answer.body.errors as { field: string }[]).map(({ field }) => field)).toEqual(fields);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('does not open by a wrong key or code, nor for a page of another site', async () => {
    for (const json of [{ key: `${system.ownerKey}0` }, { code: randomBytes(32).toString('base64url') }]) {
      const answer = await signIn(json);
      expect(codeOf(answer)).toEqual([401, 'unauthorized']);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect(codeOf(await signIn({ key: system.ownerKey }, { origin: EVIL }))).toEqual([403, 'forbidden']);
    const form = await client.call({ method: 'POST', path, form: { key: system.ownerKey } });
    expect(codeOf(form)).toEqual([415, 'unsupported_media_type']);
  });

  it('opens once by a code, of twenty tries at both gateways', async () => {
    const code = await addCode();
    const tries = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? client : other).call({ method: 'POST', path, json: { code } }),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(
      [statuses.filter((one) => one === 200), statuses.filter((one) => one === 401)].map((l) => l.length),
    ).toEqual([1, 19]);
  });

  describe('by its cookie', () => {
    const change: HttpCall = { method: 'POST', path: '/pairing/start', json: {} };

    it('lets the owner read and change what the key does', async () => {
      const headers = await signedIn();
      for (const read of ['/nodes', '/pairing', '/audit/events', '/graphql?query={nodes{id}}']) {
        expect([read, (await client.call({ path: read, headers })).status]).toEqual([read, 200]);
      }
      const started = await client.call({ ...change, headers: { ...headers, ...own() } });
      expect(started.status).toBe(201);
      const pairing = await client.call({ path: `/pairing/${String(started.body.pairingId)}`, headers });
      expect(pairing.body.state).toBe('TokenCreated');
      const form = { token: 'nothing' };
      const introspect = {
        method: 'POST',
        path: '/tokens/introspect',
        form,
        headers: { ...headers, ...own() },
      };
      expect((await client.call(introspect)).body).toEqual({ active: false });
    });

    it('changes nothing without an Origin of the gateway itself', async () => {
      const headers = await signedIn();
      const before = await system.query('select count(*) from pairing.pairing_states');
      const query = '{ nodes { id } }';
      for (const origin of [
        undefined,
        EVIL,
        'null',
        'https://127.0.0.1',
        system.baseUrl.replace('127.0.0.1', 'localhost'),
      ]) {
        const sent = origin === undefined ? headers : { ...headers, origin };
        for (const call of [
          change,
          { method: 'PATCH', path: '/nodes/any', json: { name: 'Taken' } },
          { method: 'DELETE', path: '/nodes/any' },
          { method: 'POST', path: '/tokens/revoke', form: { token: 'any' } },
          { method: 'POST', path: '/graphql', json: { query } },
          { method: 'DELETE', path },
        ]) {
          expect([call.path, ...codeOf(await client.call({ ...call, headers: sent }))]).toEqual([
            call.path,
            403,
            'forbidden',
          ]);
        }
      }
      expect(await system.query('select count(*) from pairing.pairing_states')).toEqual(before);
      expect((await client.call({ path, headers })).status).toBe(200);
    });

    it('takes the origin that a trusted proxy speaks for, and of nobody else', async () => {
      const headers = { ...(await signedIn()), ...proxied, origin: 'https://mesh.example' };
      expect((await client.call({ ...change, headers })).status).toBe(201);
      const stranger = new HttpClient(system.baseUrl, '127.0.0.9', 1);
      expect(codeOf(await stranger.call({ ...change, headers }))).toEqual([403, 'forbidden']);
      stranger.close();
    });

    it('is not taken into account beside a bearer token', async () => {
      const headers = await signedIn();
      const answer = await client.call({ path: '/nodes', headers, bearer: `${system.ownerKey}0` });
      expect(codeOf(answer)).toEqual([401, 'unauthorized']);
    });
  });

  it('ends at sign-out: here at once, on another gateway as soon as it asks again', async () => {
    const headers = await signedIn();
    for (const gateway of [client, other]) {
      expect((await gateway.call({ path, headers })).status).toBe(200);
    }
    const signOut = await client.call({ method: 'DELETE', path, headers: { ...headers, ...own() } });
    expect(signOut.status).toBe(204);
    expect(signOut.headers['set-cookie']?.[0]).toMatch(/^meshpair_console=; Max-Age=0; /);
    expect(codeOf(await client.call({ path, headers }))).toEqual([401, 'unauthorized']);
    await waitFor(async () => (await other.call({ path, headers })).status === 401, {
      timeoutMs: 7_000,
      message: 'the other gateway asks the registry again',
    });
    expect((await client.call({ method: 'DELETE', path })).status).toBe(204);
  });

  it('ends with the owner key that it was made with', async () => {
    const headers = await signedIn();
    const session = headers.cookie?.split('=').at(-1) ?? '';
    const digest = digestOf(session);
    await system.query(
      `with key as (
         insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at, revoked_at)
         select 'old', owner_id, secret_digest, now(), now() from registry.owner_keys where key_id = 'test'
         returning key_id
       )
       update registry.console_sessions set key_id = 'old' where session_digest = $1`,
      [digest],
    );
    await waitFor(async () => (await client.call({ path, headers })).status === 401, {
      timeoutMs: 7_000,
      message: 'the gateway asks the registry again',
    });
  });

  it('leaves its id and its codes in no table and no log', async () => {
    const code = await addCode();
    const byCode = await signIn({ code });
    const session = sessionOf(byCode);
    expect(session).toHaveLength(43);
    await pairDevice(system.baseUrl, client, system.ownerKey, 1);
    const written = `${await system.dumpDatabase()}\n${system.logs()}`;
    for (const secret of [code, session, system.ownerKey]) expect(written).not.toContain(secret);
    expect(written).toContain(digestOf(session));
  });

  it('names the address that the owner chose in the QR code, and no other', async () => {
    const start = (address: string): Promise<HttpAnswer> =>
      client.call({
        method: 'POST',
        path: `/pairing/start?address=${encodeURIComponent(address)}`,
        bearer: system.ownerKey,
        json: {},
      });
    const started = await start(system.baseUrl);
    expect(started.body.qrUrl).toMatch(`${system.baseUrl}/join?token=`);
    const refused = await start(EVIL);
    expect(codeOf(refused)).toEqual([400, 'invalid_request']);
    expect(refused.body.errors).toMatchObject([{ field: 'address' }]);
  });
});
