import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addOwner,
  type HttpAnswer,
  HttpClient,
  joinMesh,
  type RunningSystem,
  startSystem,
} from '@meshpair/testing';

describe('the list of owners', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let mallory: string;

  const owners = (): Promise<unknown> =>
    system.query('select owner_id, name, is_admin from registry.owners order by 1');
  const keys = (): Promise<unknown> => system.query('select key_id from registry.owner_keys order by 1');
  const tries = async (by: object, key?: string): Promise<readonly HttpAnswer[]> => {
    const json = { name: 'Mine', ...(key !== undefined && { key }) };
    return [
      await client.call({ path: '/owners', ...by }),
      await client.call({ path: '/owners/', ...by }),
      await client.call({ method: 'POST', path: '/owners', json, ...by }),
      await client.call({ method: 'POST', path: '/owners', json: { ...json, isAdmin: true }, ...by }),
    ];
  };
  const cookieOf = async (key: string): Promise<string> => {
    const call = { method: 'POST', path: '/console/session', json: { key } };
    return (await client.call(call)).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  };

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    client = new HttpClient(system.baseUrl);
    mallory = await addOwner(system, 'mallory');
  });
  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  it('is not for an owner who is no admin, who adds none either, not even with the key of one', async () => {
    const before = [await owners(), await keys()];
    const cookie = { headers: { cookie: await cookieOf(mallory), origin: system.baseUrl } };
    for (const by of [{ bearer: mallory }, cookie])
      for (const key of [undefined, mallory, system.ownerKey])
        for (const { status, text } of await tries(by, key)) {
          expect([400, 403, 404]).toContain(status);
          expect(text).not.toContain('"items"');
        }
    expect([await owners(), await keys()]).toEqual(before);
  });

  it('is not for an approver or a viewer of an admin’s mesh, nor for one who was removed', async () => {
    const people = [
      await joinMesh(client, system.ownerKey, { name: 'Anna', role: 'approver' }),
      await joinMesh(client, system.ownerKey, { name: 'Vera', role: 'viewer' }),
    ];
    const before = await owners();
    for (const { key, cookie } of people)
      for (const by of [{ bearer: key }, { headers: { cookie, origin: system.baseUrl } }])
        for (const { status } of await tries(by, system.ownerKey)) expect([400, 403, 404]).toContain(status);
    expect(await owners()).toEqual(before);
  });

  it('does not grow by an admin’s cookie alone, nor by one with the key of another, nor from another site', async () => {
    const before = await owners();
    const headers = { cookie: await cookieOf(system.ownerKey), origin: system.baseUrl };
    const post = (json: object, more = {}): Promise<HttpAnswer> =>
      client.call({ method: 'POST', path: '/owners', json, headers: { ...headers, ...more } });
    expect((await client.call({ path: '/owners', headers })).status).toBe(200);
    expect((await post({ name: 'Mine' })).body).toMatchObject({ code: 'invalid_request' });
    expect((await post({ name: 'Mine', key: mallory })).status).toBe(400);
    expect((await post({ name: 'Mine', key: `${system.ownerKey.slice(0, -4)}nope` })).status).toBe(400);
    const key = system.ownerKey;
    expect((await post({ name: 'Mine', key }, { origin: 'https://elsewhere.invalid' })).status).toBe(403);
    expect(await owners()).toEqual(before);
    expect((await post({ name: 'Mine', key })).status).toBe(201);
  });
});
