import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditEvent, MESH_EVENT_DATA, type MeshCloudEvent } from '@meshpair/contracts';
import { ALL_EVENT_TYPES, type MeshEventType } from '@meshpair/domain';
import {
  connect,
  type Flow,
  HttpClient,
  LiveStream,
  pairDevice,
  readMeshEvents,
  readStream,
  type RunningSystem,
  start,
  startSystem,
  verify,
  waitFor,
  wrongPins,
} from '@meshpair/testing';
import { Target } from '../webhooks/target.js';
import { accountHappens } from './account-happens.js';
import { auditorComesAndGoes } from './auditor-key.js';
import { beRefused } from './be-refused.js';
import { nodeIsTaggedAndRemoved } from './node-is-removed.js';
import { readAsTheirReleases } from './old-consumers.js';
import { consoleHappens, passkeyHappens } from './passkey-happens.js';
import { comeAndGo } from './people-come-and-go.js';
import { setupKeyHappens } from './setup-key-happens.js';
import { isFoundByFilters } from './trail-filters.js';
import { about, AT_ONCE_MS, type WatchedMesh } from './watched-mesh.js';
import { webhookHappens } from './webhook-happens.js';

const run = promisify(execFile);

describe('what happens to a mesh', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let key: string;
  let live: LiveStream;
  let phone: Flow;
  let nodeId: string;
  let target: Target;
  let devices = 0;

  const owners = async (...args: string[]): Promise<Record<string, unknown>> => {
    const program = ['apps/cli/bundle/main.js', 'owners', ...args, '--json'];
    const { stdout } = await run(process.execPath, program, { env: { DATABASE_URL: system.databaseUrl } });
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const idOf = (flow: Flow): string => (flow.claim.body.node as { id: string }).id;
  const pair = (): Promise<Flow> => pairDevice(system.baseUrl, client, key, (devices += 1));
  const asOwner = (method: string, path: string, json?: unknown): ReturnType<HttpClient['call']> =>
    client.call({ method, path, bearer: key, json });
  const asDevice = (method: string, path: string, json?: unknown): ReturnType<HttpClient['call']> =>
    client.call({ method, path, bearer: phone.secrets.sessionToken, json });
  const inTrail = async (type: MeshEventType): Promise<readonly MeshCloudEvent[]> =>
    (await asOwner('GET', `/audit/events?type=${type}&last=500`)).body.items as MeshCloudEvent[];
  /** The newest of a type, in the trail and in the live stream. */
  const newest = (type: MeshEventType, isIt: (event: MeshCloudEvent) => boolean): Promise<MeshCloudEvent> =>
    waitFor(
      async () => {
        const found = (await inTrail(type)).findLast(isIt);
        return found !== undefined && live.events.some(({ data }) => data.id === found.id) && found;
      },
      { timeoutMs: AT_ONCE_MS, message: `${type} in the trail, and told to who follows it` },
    );
  const happening = (): WatchedMesh => ({ system, client, key, asOwner, newest });

  beforeAll(async () => {
    target = await Target.open();
    const settings = { RATE_LIMITS: 'off', WEBHOOK_ALLOWED_RANGES: '127.0.0.1/32' };
    system = await startSystem({ settings, replicas: { webhooks: 1, 'cleanup-worker': 1 } });
    client = new HttpClient(system.baseUrl);
    key = String((await owners('create', 'Grace'))['key']);
    live = new LiveStream(new URL('/audit/events', system.baseUrl), { authorization: `Bearer ${key}` });
    await waitFor(() => live.opened === 200, { message: 'the trail is followed' });
    phone = await pair();
    nodeId = idOf(phone);
  });

  afterAll(async () => {
    live?.close();
    client?.close();
    await system?.stop();
    await target?.close();
  });

  it('an owner is added with a key, and gets another', async () => {
    const [, keyId = ''] = key.split('_');
    const isBy = { actorkind: 'operator' };
    expect(await newest('OwnerCreated', () => true)).toMatchObject({ ...isBy, data: { name: 'Grace' } });
    expect(await newest('OwnerKeyCreated', about(keyId))).toMatchObject(isBy);
    const next = await owners('rotate', 'Grace', '--grace', '600');
    expect(await newest('OwnerKeyRevoked', about(keyId))).toMatchObject({
      ...isBy,
      data: { keyId, endsAt: (next['replaced'] as { endsAt: string }[])[0]?.endsAt },
    });
    key = String(next['key']);
    await newest('OwnerKeyCreated', about(key.split('_')[1] ?? ''));
  });

  it('an owner is made an admin, and no more', async () => {
    for (const isAdmin of [true, false]) {
      await owners('admin', 'Grace', ...(isAdmin ? [] : ['--off']));
      const changed = await newest('OwnerAdminChanged', (event) => event.data['isAdmin'] === isAdmin);
      expect(changed).toMatchObject({ actorkind: 'operator', data: { isAdmin } });
    }
  });

  it('a second device comes with a code, and a wrong PIN is typed', async () => {
    const { pairingId, token } = await start(client, key);
    const { pin } = await connect(client, token);
    const other = { token, device: { name: 'Stranger' } };
    expect((await client.call({ method: 'POST', path: '/pairing/connect', json: other })).status).toBe(409);
    expect(await newest('CodeUsedAgain', about(pairingId))).toMatchObject({
      actorkind: 'device',
      source: '/meshpair/pairing',
      data: { device: { name: 'Stranger', ip: '127.0.0.1' } },
    });
    for (const wrong of wrongPins(pin, 2)) await verify(client, key, { pairingId, pin: wrong });
    const rejected = await newest('PinRejected', (event) => event.data['attemptsLeft'] === 3);
    expect(rejected).toMatchObject({ subject: pairingId, actorkind: 'owner' });
    const { body } = await asOwner('GET', `/audit/events?pairingId=${pairingId}`);
    expect((body.items as MeshCloudEvent[]).map(({ type }) => type)).toEqual([
      'TokenCreated',
      'DeviceScanned',
      'PinGenerated',
      'CodeUsedAgain',
      'PinRejected',
      'PinRejected',
    ]);
    expect(JSON.stringify(body)).not.toContain(pin);
  });

  it('a console signs in and out', async () => {
    await consoleHappens(happening());
  });

  it('a passkey is added, used, refused for its count and removed, and an account linked and unlinked', async () => {
    await passkeyHappens(happening());
    await accountHappens(happening());
  });

  it('a limit is reached, a console refused, and strangers are: counted, and told by the gateway when it stops', async () => {
    const wrongKey = `${key.slice(0, -4)}nope`;
    await beRefused(system, key, wrongKey);

    expect(await newest('LimitReached', () => true)).toMatchObject({
      actorkind: 'owner',
      data: { limit: 'At most 1 streams', refused: 1 },
    });
    expect(await newest('ConsoleRefused', () => true)).toMatchObject({
      actorkind: 'stranger',
      data: { keyId: key.split('_')[1], refused: 1 },
    });
    const { body } = await client.call({
      path: '/audit/events?type=StrangersRefused',
      bearer: system.ownerKey,
    });
    expect(body.items).toEqual([
      expect.objectContaining({
        actorkind: 'stranger',
        data: { unauthorized: 2, unknownCode: 1, tooMany: 0 },
      }),
    ]);
    const told = (await readMeshEvents(system.natsUrl)).filter(({ type }) => type === 'StrangersRefused');
    expect(told).toEqual(body.items);
    expect(JSON.stringify([body, await inTrail('ConsoleRefused')])).not.toContain(wrongKey.split('_')[2]);
  });

  it('a node gets another name, from its owner and by itself, and other permissions', async () => {
    await asOwner('PATCH', `/nodes/${nodeId}`, { name: 'Tablet', permissions: ['mesh:read'] });
    expect(await newest('NodeRenamed', about(nodeId))).toMatchObject({
      actorkind: 'owner',
      actorid: key.split('_')[1],
      data: { name: 'Tablet', previousName: 'Phone 1' },
    });
    expect(await newest('NodePermissionsChanged', about(nodeId))).toMatchObject({
      data: { permissions: ['mesh:read'], previousPermissions: ['mesh:read', 'mesh:connect'] },
    });
    await asDevice('PATCH', '/me', { name: 'My tablet' });
    const byItself = await newest('NodeRenamed', (event) => event.data['name'] === 'My tablet');
    expect(byItself).toMatchObject({ actorkind: 'device', actorid: nodeId });
  });

  it('a device says how it is reached', async () => {
    const tunnel = {
      wireguardKey: 'hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=',
      endpoints: ['192.168.1.42:51820', '[2001:db8::7]:51820'],
    };
    await asDevice('PATCH', '/me', tunnel);
    expect(await newest('NodeTunnelChanged', about(nodeId))).toMatchObject({
      actorkind: 'device',
      actorid: nodeId,
      data: { ...tunnel, previousWireguardKey: null },
    });
  });

  it('a peer token is renewed, and its old one used again', async () => {
    const { peerToken, sessionToken } = phone.secrets;
    const refresh = (): ReturnType<HttpClient['call']> =>
      client.call({ method: 'POST', path: '/tokens/refresh', bearer: sessionToken, json: { peerToken } });
    expect((await refresh()).status).toBe(200);
    expect(await newest('PeerTokenRefreshed', about(nodeId))).toMatchObject({ actorid: nodeId });
    expect((await refresh()).status).toBe(401);
    expect(await newest('PeerTokenReused', about(nodeId))).toMatchObject({ actorkind: 'mesh' });
  });

  it('a token is revoked, a device removed, and one leaves', async () => {
    const [revoked, removed] = [await pair(), await pair()];
    phone = await pair();
    const form = { token: revoked.secrets.peerToken };
    await client.call({ method: 'POST', path: '/tokens/revoke', bearer: key, form });
    expect(await newest('TokenRevoked', about(idOf(revoked)))).toMatchObject({ data: { use: 'peer' } });
    await asOwner('DELETE', `/nodes/${idOf(removed)}`);
    expect(await newest('NodeRemoved', about(idOf(removed)))).toMatchObject({
      actorkind: 'owner',
      data: { name: 'Phone 3' },
    });
    await asDevice('DELETE', '/me');
    expect(await newest('NodeLeft', about(idOf(phone)))).toMatchObject({ actorkind: 'device' });
  });

  it('a node is tagged, and a policy set; it is suspended, restored, and at last removed', async () => {
    await nodeIsTaggedAndRemoved(happening(), idOf(await pair()));
  });

  it('a setup key is made and revoked; its device joins, comes back, and is away for too long', async () => {
    await setupKeyHappens(happening());
  });

  it('is found by node, by who did it, and by time', async () => {
    await isFoundByFilters(asOwner, nodeId);
  });

  it('an auditor gets a key, reads the trail with it and nothing else, until it is revoked', async () => {
    await auditorComesAndGoes(happening(), nodeId);
  });

  it('somebody is invited, another not any more, joins, is changed, acts under an own name, and is removed', async () => {
    await comeAndGo(happening());
  });

  it('a webhook is made, changed and removed by its owner, and disabled when its target is gone', async () => {
    await webhookHappens(happening(), target);
  });

  it('is all in the trail, every row of docs/events.md, in order, and the same in the stream', async () => {
    await asOwner('DELETE', `/pairing/${(await start(client, key)).pairingId}`);
    const wholeTrail = (): Promise<readonly AuditEvent[]> =>
      waitFor(
        async () => {
          const items = (await asOwner('GET', '/audit/events?limit=500')).body.items as AuditEvent[];
          return items.some(({ type }) => type === 'PairingFailed') && items;
        },
        { message: 'the end of the pairing in the trail' },
      );
    const trail = await wholeTrail();
    // Of strangers the first owner is told.
    const types = ALL_EVENT_TYPES.filter((type) => type !== 'StrangersRefused');
    expect(new Set(trail.map(({ type }) => type))).toEqual(new Set(types));
    for (const event of trail) {
      expect(AuditEvent.parse(event)).toEqual(event);
      if (!('sequence' in event)) expect(MESH_EVENT_DATA[event.type].parse(event.data)).toEqual(event.data);
    }
    await waitFor(() => live.events.length >= trail.length, { message: 'all are told live' });
    expect(live.events.map(({ data }) => data.id)).toEqual(trail.map(({ id }) => id));
    const inStream = async (): Promise<readonly AuditEvent[]> =>
      [...(await readStream(system.natsUrl)), ...(await readMeshEvents(system.natsUrl))].filter(
        ({ ownerid }) => ownerid === trail[0]?.ownerid,
      );
    await waitFor(async () => (await inStream()).length >= trail.length, { message: 'all are published' });
    expect([...(await inStream())].sort(byId)).toEqual([...trail].sort(byId));
  });

  it('is read by consumers that were written for each release, and so is more than they know', async () => {
    const { text } = await asOwner('GET', '/audit/export?format=ndjson');
    const [renamed] = await inTrail('NodeRenamed');
    const first = { path: '/audit/export?format=ndjson&type=StrangersRefused', bearer: system.ownerKey };
    await readAsTheirReleases(text + (await client.call(first)).text, renamed!);
  });
});

const byId = (one: AuditEvent, other: AuditEvent): number => (one.id < other.id ? -1 : 1);
