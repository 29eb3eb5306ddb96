import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addOwner,
  type HttpAnswer,
  HttpClient,
  type RunningSystem,
  SoftwareAuthenticator,
  startSystem,
  waitFor,
} from '@meshpair/testing';
import { addPasskey, consoleCookieOf, signedByPasskey, signInByPasskey } from './passkey-calls.js';

const ORIGIN = 'https://mesh.example';
const EVIL = 'https://evil.example';
const SESSION = '/console/session';

const codeOf = ({ status, body }: HttpAnswer): readonly unknown[] => [status, body.code];

describe('passkeys', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let other: HttpClient;
  const headers = { origin: ORIGIN };

  beforeAll(async () => {
    const settings = { PUBLIC_URL: ORIGIN, RATE_LIMITS: 'off' };
    system = await startSystem({ settings, replicas: { gateway: 2, registry: 2 } });
    client = new HttpClient(system.baseUrl);
    other = new HttpClient(system.gatewayUrls[1] ?? '');
  });

  afterAll(async () => {
    client?.close();
    other?.close();
    await system?.stop();
  });

  const added = async (key = system.ownerKey): Promise<{ passkeyId: string; at: At }> => {
    const at = { headers, authenticator: new SoftwareAuthenticator(ORIGIN) };
    return { ...(await addPasskey(client, { ...at, key })), at };
  };
  type At = Parameters<typeof signInByPasskey>[1];
  const by = (cookie: string, method: string, path: string, json?: unknown): Promise<HttpAnswer> =>
    client.call({ method, path, headers: { ...headers, host: 'mesh.example', cookie }, json });

  it('sign a console in, with a cookie of HTTPS, and the list says by which', async () => {
    const { passkeyId, at } = await added();
    const answer = await signInByPasskey(client, at);
    expect([answer.status, answer.body.owner]).toMatchObject([200, { name: 'Owner' }]);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/HttpOnly; Secure; SameSite=Strict$/);
    const { items } = (await by(consoleCookieOf(answer), 'GET', '/owner/consoles')).body;
    expect(items).toContainEqual(
      expect.objectContaining({
        openedBy: { kind: 'passkey', id: passkeyId, name: 'My phone' },
        isThis: true,
      }),
    );
  });

  it('sign in once for a challenge, at either gateway, and only the browser that it was made for', async () => {
    const { at } = await added();
    const signed = await signedByPasskey(client, at);
    const { cookie: _, ...elsewhere } = signed.headers as { cookie: string };
    const post = { method: 'POST', path: SESSION, json: signed.json };
    expect(codeOf(await client.call({ ...post, headers: elsewhere }))).toEqual([401, 'unauthorized']);
    const otherBrowser = await signedByPasskey(client, at);
    expect(codeOf(await client.call({ ...post, headers: otherBrowser.headers }))).toEqual([
      401,
      'unauthorized',
    ]);
    expect(codeOf(await client.call({ ...post, headers: { ...signed.headers, origin: EVIL } }))).toEqual([
      403,
      'forbidden',
    ]);
    expect((await other.call({ ...post, headers: signed.headers })).status).toBe(200);
    for (const gateway of [client, other])
      expect(codeOf(await gateway.call({ ...post, headers: signed.headers }))).toEqual([401, 'unauthorized']);
  });

  it('are not signed for a page of another site', async () => {
    const { at } = await added();
    expect(codeOf(await signInByPasskey(client, at, { origin: EVIL }))).toEqual([401, 'unauthorized']);
    const ask = { method: 'POST', path: '/console/passkey/options' };
    const foreign = { ...headers, host: 'mesh.example', origin: EVIL };
    expect(codeOf(await client.call({ ...ask, headers: foreign }))).toEqual([403, 'forbidden']);
  });

  it('are not there at an address without a name and HTTPS, which says what to do', async () => {
    const path = '/console/passkey/options';
    const answer = await client.call({ method: 'POST', path, headers: { origin: system.baseUrl } });
    expect(codeOf(answer)).toEqual([409, 'passkeys_unavailable']);
    expect(answer.body.detail).toContain(ORIGIN);
    expect((await client.call({ path: '/console/sign-in' })).body).toEqual({
      passkeyOrigin: ORIGIN,
      account: null,
    });
  });

  it('are added with a key of the owner, which a console has not', async () => {
    const cookie = consoleCookieOf(
      await client.call({ method: 'POST', path: SESSION, json: { key: system.ownerKey } }),
    );
    const path = '/owner/passkeys/options';
    const strangers = await addOwner(system, 'mallory');
    for (const json of [{}, { key: strangers }, { key: `${system.ownerKey.slice(0, -4)}nope` }]) {
      const { status, body } = await by(cookie, 'POST', path, json);
      expect([status, (body.errors as { field: string }[])[0]?.field]).toEqual([400, 'key']);
    }
    expect((await by(cookie, 'POST', path, { key: system.ownerKey })).status).toBe(200);
  });

  it('are of their owner alone, and end what they have opened when they are removed', async () => {
    const { passkeyId, at } = await added();
    const strangers = await addOwner(system, 'eve');
    const path = `/owner/passkeys/${passkeyId}`;
    expect((await client.call({ path: '/owner/passkeys', bearer: strangers })).body).toEqual({ items: [] });
    expect((await client.call({ method: 'DELETE', path, bearer: strangers })).status).toBe(404);
    const cookie = consoleCookieOf(await signInByPasskey(client, at));
    expect((await by(cookie, 'GET', SESSION)).status).toBe(200);
    expect((await client.call({ method: 'DELETE', path, bearer: system.ownerKey })).status).toBe(204);
    expect(codeOf(await signInByPasskey(client, at))).toEqual([401, 'unauthorized']);
    await waitFor(async () => (await by(cookie, 'GET', SESSION)).status === 401, {
      timeoutMs: 7_000,
      message: 'the console that it opened is signed out',
    });
    expect((await client.call({ path: '/nodes', bearer: system.ownerKey })).status).toBe(200);
  });
});
