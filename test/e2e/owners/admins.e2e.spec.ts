import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type HttpAnswer,
  HttpClient,
  joinMesh,
  type RunningSystem,
  startSystem,
  waitFor,
} from '@meshpair/testing';

const run = promisify(execFile);

/** Five seconds, and what a busy machine needs. */
const SOON = { timeoutMs: 10_000 };

describe('an owner who is marked admin', () => {
  let system: RunningSystem;
  let client: HttpClient;

  const owners = async (...args: readonly string[]): Promise<string> => {
    const program = ['apps/cli/bundle/main.js', 'owners', ...args];
    return (await run(process.execPath, program, { env: { DATABASE_URL: system.databaseUrl } })).stdout;
  };
  const list = (bearer: string): Promise<HttpAnswer> => client.call({ path: '/owners', bearer });
  const add = (bearer: string, json: object): Promise<HttpAnswer> =>
    client.call({ method: 'POST', path: '/owners', bearer, json });
  const session = async (bearer: string): Promise<Record<string, unknown>> =>
    (await client.call({ path: '/console/session', bearer })).body;

  beforeAll(async () => {
    const settings = { RATE_LIMITS: 'off', MAX_DEVICES_PER_OWNER: '7', PEER_TOKEN_TTL_DAYS: '3' };
    system = await startSystem({ settings });
    client = new HttpClient(system.baseUrl);
  });
  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  it('is the first one: sees all owners, and adds one, whose key is told once', async () => {
    expect(await session(system.ownerKey)).toMatchObject({ isAdmin: true });
    const added = await add(system.ownerKey, { name: 'Grace' });
    expect(added).toMatchObject({
      status: 201,
      body: { name: 'Grace', key: expect.stringMatching(/^mpo_/) },
    });
    const { ownerId, key } = added.body as { ownerId: string; key: string };
    const listed = await list(system.ownerKey);
    expect(listed.body.items).toMatchObject([
      { name: 'Owner', isAdmin: true, liveKeys: 1 },
      { ownerId, name: 'Grace', isAdmin: false, devices: 0, liveKeys: 1 },
    ]);
    expect(listed.text).not.toContain(key.split('_')[2]);
    expect(system.logs()).not.toContain(key.split('_')[2]);
    expect(await session(key)).toMatchObject({ owner: { ownerId, name: 'Grace' }, isAdmin: false });
    expect(await add(system.ownerKey, { name: 'Grace' })).toMatchObject({ status: 409 });
    expect(await add(system.ownerKey, {})).toMatchObject({ status: 400 });
  });

  it('reads nothing of the mesh of another by that', async () => {
    const { ownerId, key } = (await add(system.ownerKey, { name: 'Rosa' })).body as Record<string, string>;
    await client.call({ method: 'POST', path: '/pairing/start', bearer: key, json: {} });
    const theirs = await client.call({ path: `/audit/events?ownerId=${ownerId}`, bearer: system.ownerKey });
    expect(theirs.status).toBe(404);
    const { text } = await client.call({ path: '/audit/events', bearer: system.ownerKey });
    expect(text).not.toContain('TokenCreated');
    expect((await client.call({ path: '/audit/events', bearer: key })).text).not.toContain('"test"');
  });

  it('is made and unmade by the operator; a person of its mesh counts as one while it is an owner', async () => {
    const { key } = (await add(system.ownerKey, { name: 'Edith' })).body as { key: string };
    expect(await list(key)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await owners('admin', 'Edith')).toContain('Edith sees all owners');
    expect(await owners('list')).toMatch(/Edith +0 +1 +yes/);
    expect(await list(key)).toMatchObject({ status: 200 });
    const [person, viewer] = await Promise.all(
      ['owner', 'viewer'].map((role) => joinMesh(client, key, { name: `The ${role}`, role })),
    );
    expect(await session(person?.key ?? '')).toMatchObject({ isAdmin: true });
    expect(await session(viewer?.key ?? '')).toMatchObject({ isAdmin: false });
    expect(await add(person?.key ?? '', { name: 'Emil' })).toMatchObject({ status: 201 });
    expect(await list(viewer?.key ?? '')).toMatchObject({ status: 403 });
    await owners('admin', 'Edith', '--off');
    expect(await list(key)).toMatchObject({ status: 403 });
    await waitFor(async () => (await session(key))['isAdmin'] === false, { ...SOON, message: 'told so' });
  });

  it('sees the limits that hold, as everybody does', async () => {
    const limits = { devices: 7, pairingSeconds: 300, pinAttempts: 5, peerTokenDays: 3, eventDays: 90 };
    expect(await session(system.ownerKey)).toMatchObject({ limits });
  });
});
