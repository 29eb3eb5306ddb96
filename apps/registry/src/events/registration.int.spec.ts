import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registryCommands } from '@meshpair/contracts';
import { createTestDatabase, type TestDatabase, waitFor } from '@meshpair/testing';
import { OWNER_ID, type RegistryReplicas, startRegistries, valueOf } from '../../test/registry-replicas.js';
import { answered, pinVerified, publish } from '../../test/verified-device.js';

const DEVICE_LIMIT = 5;

describe('registration over the stream, two replicas', () => {
  let database: TestDatabase;
  let registry: RegistryReplicas;

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistries(2, database.url, { MAX_DEVICES_PER_OWNER: `${DEVICE_LIMIT}` });
  });

  afterAll(async () => {
    await registry.stop();
    await database.drop();
  });

  const countOf = async (table: string): Promise<unknown> =>
    (await database.query(`select count(*)::integer as count from registry.${table}`))[0]?.count;

  it('makes one node, one token set and one event of PinVerified delivered three times', async () => {
    for (let delivery = 0; delivery < 3; delivery += 1) publish(registry, pinVerified(1));
    await answered(registry, 'pairing-1');
    publish(registry, pinVerified(2));
    await answered(registry, 'pairing-2');

    const [own] = registry.events.filter(({ subject }) => subject === 'pairing-1');
    expect(registry.events.map(({ subject }) => subject)).toEqual(['pairing-1', 'pairing-2']);
    expect(own).toMatchObject({ type: 'DeviceRegistered', sequence: 5, source: '/meshpair/registry' });
    expect(await countOf('mesh_nodes')).toBe(2);
    expect(await countOf('issued_tokens')).toBe(2);
    expect(await countOf('device_sessions')).toBe(2);
  });

  it('refuses another device at the same address', async () => {
    publish(registry, pinVerified(3, { ip: '192.0.2.1' }));
    await answered(registry, 'pairing-3');
    const refusal = registry.events.find(({ subject }) => subject === 'pairing-3');
    expect(refusal?.data).toEqual({ reason: 'ip_conflict', stateAtFailure: 'PinVerified' });
  });

  it('tells the pairing service who has an address', async () => {
    const ask = (...ips: string[]): Promise<unknown> =>
      registry.bus
        .send(registryCommands.nodesAt, { questions: ips.map((ip) => ({ ownerId: OWNER_ID, ip })) })
        .then(valueOf);
    const holder = { devices: [{ id: 'node-1', name: 'Tablet 1' }], hostId: null };
    const nobody = { devices: [], hostId: null };
    expect(await ask('192.0.2.77', '192.0.2.1', '192.0.2.78')).toEqual({ answers: [nobody, holder, nobody] });
  });

  it('puts a device in the place of another as the event says, and tells which one went', async () => {
    const ipConflict = { action: 'replace', nodeId: 'node-1' } as const;
    publish(registry, pinVerified(4, { ip: '192.0.2.1' }, { ipConflict }));
    await answered(registry, 'pairing-4');
    const answer = registry.events.find(({ subject }) => subject === 'pairing-4');
    expect(answer).toMatchObject({ type: 'DeviceRegistered', data: { replacedNodeId: 'node-1' } });
    expect(await registry.nodes.find(OWNER_ID, 'node-1')).toBeUndefined();
    expect(await countOf('mesh_nodes')).toBe(2);
  });

  it('registers as many as the limit allows of 20 at once, and refuses the others with their events', async () => {
    const before = registry.events.length;
    for (let n = 101; n <= 120; n += 1) publish(registry, pinVerified(n));
    const answers = await waitFor(
      () => registry.events.length === before + 20 && registry.events.slice(before),
      { message: 'twenty answers' },
    );
    const refused = answers.filter(({ type }) => type === 'PairingFailed');
    expect(refused).toHaveLength(20 - (DEVICE_LIMIT - 2));
    expect(new Set(refused.map(({ data }) => data['reason']))).toEqual(new Set(['device_limit']));
    expect(await countOf('mesh_nodes')).toBe(DEVICE_LIMIT);
  });

  it('updates a node that pairs again, limit or not', async () => {
    publish(registry, pinVerified(200, { nodeId: 'node-4', name: 'Renamed', ip: '192.0.2.250' }));
    await answered(registry, 'pairing-200');
    const node = valueOf(
      await registry.bus.send(registryCommands.getNode, { ownerId: OWNER_ID, nodeId: 'node-4' }),
    );
    expect(node).toMatchObject({ name: 'Renamed', ip: '192.0.2.250' });
    expect(await countOf('mesh_nodes')).toBe(DEVICE_LIMIT);
  });

  it('lists nodes page by page', async () => {
    const first = valueOf(
      await registry.bus.send(registryCommands.listNodes, { ownerId: OWNER_ID, limit: 3 }),
    );
    const after = first.nextCursor ?? undefined;
    const second = valueOf(
      await registry.bus.send(registryCommands.listNodes, { ownerId: OWNER_ID, limit: 3, after }),
    );
    expect(first.items).toHaveLength(3);
    expect(second.items).toHaveLength(2);
    expect(second.nextCursor).toBeNull();
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(DEVICE_LIMIT);
  });
});
