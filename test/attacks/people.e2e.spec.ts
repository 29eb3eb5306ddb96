import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  acceptInvitation,
  HttpClient,
  invite,
  type JoinedPerson,
  joinMesh,
  type RunningSystem,
  startSystem,
  trailIsSettled,
} from '@meshpair/testing';

describe('a person of the mesh', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let mallory: JoinedPerson;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    client = new HttpClient(system.baseUrl);
    mallory = await joinMesh(client, system.ownerKey, { name: 'Mallory', role: 'approver' });
  });
  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  const people = (): Promise<unknown> =>
    system.query('select person_id, role, removed_at from registry.people order by 1');

  it('does not make itself an owner, by key or by console, nor lets another in', async () => {
    const before = await people();
    const { personId, key, cookie } = mallory;
    const credentials = [{ bearer: key }, { headers: { cookie, origin: system.baseUrl } }];
    for (const by of credentials) {
      const calls = [
        { method: 'PATCH', path: `/owner/people/${personId}`, json: { role: 'owner', key } },
        { method: 'PATCH', path: `/owner/people/${personId}/`, json: { role: 'owner', key } },
        { method: 'POST', path: '/owner/people/invitations', json: { name: 'Me', role: 'owner', key } },
        { method: 'DELETE', path: '/nodes/nobody' },
        { method: 'POST', path: '/audit/keys', json: { name: 'Me' } },
      ];
      for (const call of calls) expect([403, 404]).toContain((await client.call({ ...call, ...by })).status);
      const more = { role: 'owner', personId: 'p' };
      const start = { method: 'POST', path: '/pairing/start', json: more };
      expect((await client.call({ ...start, ...by })).status).toBe(400);
    }
    expect(await people()).toEqual(before);
    const own = { method: 'POST', path: '/owner/keys', bearer: key, json: {} };
    const second = (await client.call(own)).body.key;
    const asked = await client.call({ path: '/console/session', bearer: String(second) });
    expect(asked.body).toMatchObject({ role: 'approver', person: { personId } });
  });

  it('puts no formula into a spreadsheet by its name', async () => {
    const name = '=1+cmd()';
    const { key } = await joinMesh(client, system.ownerKey, { name, role: 'viewer' });
    await trailIsSettled(system);
    const { text } = await client.call({ path: '/audit/export?format=csv', bearer: key });
    expect(text).toContain(`,"""${name}"""`);
    expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
  });

  it('who is an owner does not lock the founder out', async () => {
    const ada = await joinMesh(client, system.ownerKey, { name: 'Ada', role: 'owner' });
    const founders = { method: 'DELETE', path: '/owner/keys/test', bearer: ada.key };
    expect(await client.call(founders)).toMatchObject({ status: 409 });
    expect((await client.call({ path: '/nodes', bearer: system.ownerKey })).status).toBe(200);
  });

  it('does not come by a code that is guessed, broken, or was used', async () => {
    const before = await people();
    const { code } = await invite(client, system.ownerKey, { name: 'Bob', role: 'owner' });
    const guesses = [
      ...Array.from({ length: 20 }, () => randomBytes(32).toString('base64url')),
      code.slice(0, -1),
      `${code}A`,
      code.toUpperCase(),
    ];
    for (const guess of guesses) expect([400, 404]).toContain((await acceptInvitation(client, guess)).status);
    expect(await people()).toEqual(before);
    const elsewhere = { origin: 'https://elsewhere.invalid' };
    const foreign = { method: 'POST', path: '/invitation/accept', headers: elsewhere, json: { code } };
    expect((await client.call(foreign)).status).toBe(403);
    expect((await acceptInvitation(client, code)).status).toBe(200);
    const after = await people();
    expect((await acceptInvitation(client, code)).status).toBe(404);
    expect(await people()).toEqual(after);
  });
});
