import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  connect,
  type HttpAnswer,
  HttpClient,
  joinMesh,
  type RunningSystem,
  SoftwareAuthenticator,
  start,
  startSystem,
  waitFor,
} from '@meshpair/testing';
import { addPasskey, consoleCookieOf, signInByPasskey, touched } from './passkey-calls.js';

const run = promisify(execFile);

const ORIGIN = 'https://mesh.example';
const RULE = '/owner/touch-rule';

const codeOf = ({ status, body }: HttpAnswer): readonly unknown[] => [status, body.code];

describe('a touch of a passkey for each PIN', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let key: string;
  let passkeyId: string;
  const authenticator = new SoftwareAuthenticator(ORIGIN);
  const at = { headers: { origin: ORIGIN }, authenticator };
  let cookie: string;

  beforeAll(async () => {
    system = await startSystem({
      settings: { PUBLIC_URL: ORIGIN, RATE_LIMITS: 'off', IP_CONFLICT_POLICY: 'allow' },
    });
    client = new HttpClient(system.baseUrl);
    key = system.ownerKey;
    ({ passkeyId } = await addPasskey(client, { ...at, key }));
    cookie = consoleCookieOf(await signInByPasskey(client, at));
  });

  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  const by = (method: string, path: string, json?: unknown, more = ''): Promise<HttpAnswer> => {
    const headers = { ...at.headers, host: 'mesh.example', cookie: `${cookie}${more && `; ${more}`}` };
    return client.call({ method, path, json, headers });
  };
  const touch = (subject: object): ReturnType<typeof touched> => touched(client, { ...at, cookie }, subject);
  const setRule = async (rule: string): Promise<void> => {
    const given = await touch({ rule });
    expect((await by('PUT', RULE, { rule, touch: given.touch }, given.cookie)).body).toEqual({ rule });
  };
  const paired = async (): Promise<{ pairingId: string; pin: string }> => {
    const { pairingId, token } = await start(client, key);
    return { pairingId, pin: (await connect(client, token)).pin };
  };
  const verify = (json: object, more = ''): Promise<HttpAnswer> => by('POST', '/pairing/verify', json, more);
  const verifyByKey = (json: object): Promise<HttpAnswer> =>
    client.call({ method: 'POST', path: '/pairing/verify', bearer: key, json });
  const until = (what: string, isSo: () => Promise<boolean>): Promise<unknown> =>
    waitFor(isSo, { timeoutMs: 7_000, message: what });
  const wantsTouch = async (): Promise<boolean> =>
    (await verify({ pairingId: 'nobody', pin: '123456' })).body.code === 'passkey_required';

  it('is wanted, or not any more, by a touch only', async () => {
    expect((await by('GET', RULE)).body).toEqual({ rule: 'never' });
    expect(codeOf(await by('PUT', RULE, { rule: 'console' }))).toEqual([403, 'passkey_required']);
    const other = await touch({ rule: 'always' });
    const wrong = { rule: 'console', touch: other.touch };
    expect(codeOf(await by('PUT', RULE, wrong, other.cookie))).toEqual([403, 'passkey_required']);
    await setRule('console');
    expect(codeOf(await by('PUT', RULE, { rule: 'never' }))).toEqual([403, 'passkey_required']);
    const byKey = { method: 'PUT', path: RULE, bearer: key, json: { rule: 'never' } };
    expect(codeOf(await client.call(byKey))).toEqual([403, 'passkey_required']);
    await until('it counts', wantsTouch);
  });

  it('lets a console verify that pairing, once, and no other', async () => {
    const [one, other] = [await paired(), await paired()];
    expect(codeOf(await verify(one))).toEqual([403, 'passkey_required']);
    const wrong = await touch({ pairingId: other.pairingId });
    expect(codeOf(await verify({ ...one, touch: wrong.touch }, wrong.cookie))).toEqual([
      403,
      'passkey_required',
    ]);
    const right = await touch({ pairingId: one.pairingId });
    expect((await verify({ ...one, touch: right.touch }, right.cookie)).status).toBe(200);
    expect(codeOf(await verify({ ...one, touch: right.touch }, right.cookie))).toEqual([
      403,
      'passkey_required',
    ]);
    expect((await verifyByKey(other)).status).toBe(200);
  });

  it('is of a passkey of who verifies: a person’s own, and no other', async () => {
    const anna = await joinMesh(client, key, { name: 'Anna', role: 'approver' });
    const here = { ...at, authenticator: new SoftwareAuthenticator(ORIGIN) };
    const own = (given: string): Record<string, string> => ({
      ...at.headers,
      host: 'mesh.example',
      cookie: `${anna.cookie}; ${given}`,
    });
    const verifyAsAnna = (json: object, given = ''): Promise<HttpAnswer> =>
      client.call({ method: 'POST', path: '/pairing/verify', headers: own(given), json });
    const subject = await paired();
    const { pairingId } = subject;
    expect(codeOf(await verifyAsAnna(subject))).toEqual([403, 'passkey_required']);
    await addPasskey(client, { ...here, key: anna.key });
    const founders = await touch({ pairingId });
    expect(codeOf(await verifyAsAnna({ ...subject, touch: founders.touch }, founders.cookie))).toEqual([
      403,
      'passkey_required',
    ]);
    const annas = await touched(client, { ...here, cookie: anna.cookie }, { pairingId });
    expect(codeOf(await verify({ ...subject, touch: annas.touch }, annas.cookie))).toEqual([
      403,
      'passkey_required',
    ]);
    const again = await touched(client, { ...here, cookie: anna.cookie }, { pairingId });
    expect((await verifyAsAnna({ ...subject, touch: again.touch }, again.cookie)).status).toBe(200);
  });

  it('is wanted of a key too, if its owner says always', async () => {
    await setRule('always');
    await until('it counts for keys', async () => (await verifyByKey(await paired())).status === 403);
    expect(codeOf(await verifyByKey(await paired()))).toEqual([403, 'passkey_required']);
  });

  it('guards its passkeys: a key alone adds none, and the last one stays', async () => {
    await expect(
      addPasskey(client, { ...at, authenticator: new SoftwareAuthenticator(ORIGIN), key }),
    ).rejects.toThrow('passkey_required');
    expect(codeOf(await by('DELETE', `/owner/passkeys/${passkeyId}`))).toEqual([409, 'conflict']);
    const { touch: given, cookie: more } = await touch({ newPasskey: true });
    expect((await by('POST', '/owner/passkeys/options', { key, touch: given }, more)).status).toBe(200);
  });

  it('is ended by the operator, for who has lost the passkey', async () => {
    const program = ['apps/cli/bundle/main.js', 'owners', 'end-touches', 'Owner'];
    await run(process.execPath, program, { env: { DATABASE_URL: system.databaseUrl } });
    expect((await by('GET', RULE)).body).toEqual({ rule: 'never' });
    await until('a key verifies again', async () => (await verifyByKey(await paired())).status === 200);
    expect((await by('DELETE', `/owner/passkeys/${passkeyId}`)).status).toBe(204);
  });
});
