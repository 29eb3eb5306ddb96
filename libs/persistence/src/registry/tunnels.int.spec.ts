import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MeshNode } from '@meshpair/domain';
import { byOwner, decideWith, NOON, secondsAfter, verifiedDevice } from './example-registrations.spec.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';

const KEY = 'hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=';
const ULA = /^fd[0-9a-f]{0,2}:[0-9a-f]{1,4}:[0-9a-f]{1,4}:/;

describe('the tunnel of a node', () => {
  let registry: OpenRegistry;
  const register = (pairingId: string, ownerId = 'owner', nodeId = `node-${pairingId}`): Promise<unknown> =>
    registry.registrations.register([verifiedDevice({ pairingId, ownerId, nodeId })], decideWith());
  const node = (nodeId: string, ownerId = 'owner'): Promise<MeshNode | undefined> =>
    registry.nodes.find(ownerId, nodeId);
  const describeNode = (nodeId: string, changes: Parameters<OpenRegistry['nodes']['update']>[2]) =>
    registry.nodes.update('owner', nodeId, changes, {
      actor: { kind: 'device', id: nodeId },
      now: secondsAfter(9),
    });

  beforeAll(async () => {
    registry = await openRegistry();
  });
  beforeEach(() => registry.reset('owner', 'other'));
  afterAll(() => registry.close());

  it('has an address in the prefix of its mesh from the start, and no other node has it', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `n${index}`);
    await registry.registrations.register(
      ids.map((pairingId) => verifiedDevice({ pairingId })),
      decideWith(),
    );
    await register('x', 'other');
    const rows = await registry.database.query(
      `select count(distinct tunnel_address)::int as addresses,
              bool_and(tunnel_address << tunnel_prefix and family(tunnel_address) = 6) as inside,
              count(distinct tunnel_prefix)::int as prefixes
         from registry.mesh_nodes join registry.owners using (owner_id)`,
    );
    expect(rows).toEqual([{ addresses: 41, inside: true, prefixes: 2 }]);
    expect((await node('node-n0'))?.tunnelAddress).toMatch(ULA);
  });

  it('is given to the host too, which keeps it', async () => {
    const host: MeshNode = {
      id: 'host',
      name: 'Host',
      role: 'host',
      ip: '10.0.0.1',
      permissions: ['mesh:read'],
      createdAt: NOON,
      updatedAt: NOON,
    };
    await registry.nodes.upsertHost('owner', host);
    const before = (await node('host'))?.tunnelAddress;
    await registry.nodes.upsertHost('owner', { ...host, ip: '10.0.0.2' });
    expect(before).toMatch(ULA);
    expect((await node('host'))?.tunnelAddress).toBe(before);
  });

  it('keeps its address when it pairs again, and has another after it was removed', async () => {
    await register('a');
    const first = (await node('node-a'))?.tunnelAddress;
    await register('b', 'owner', 'node-a');
    expect((await node('node-a'))?.tunnelAddress).toBe(first);
    await registry.nodes.remove('owner', 'node-a', byOwner(secondsAfter(5)));
    await register('c', 'owner', 'node-a');
    expect((await node('node-a'))?.tunnelAddress).not.toBe(first);
  });

  it('is told by its device: a key that no other node of the mesh has, and endpoints', async () => {
    await register('a');
    await register('b');
    await register('x', 'other');
    const told = { wireguardKey: KEY, endpoints: ['10.0.0.7:51820'] };
    expect(await describeNode('node-a', told)).toMatchObject({ ...told, name: 'device a' });
    expect(await describeNode('node-b', { wireguardKey: KEY })).toBe('key_taken');
    expect((await node('node-b'))?.wireguardKey).toBeUndefined();
    const [peer] = await registry.nodes.peers('owner', {
      limit: 9,
      of: 'node-b',
      tagged: 'all',
      now: secondsAfter(9),
    });
    expect(peer).toMatchObject({ id: 'node-a', ...told });
    expect(await describeNode('node-a', { name: 'Tablet' })).toMatchObject(told);
    expect(await describeNode('node-a', { wireguardKey: null, endpoints: [] })).not.toHaveProperty(
      'wireguardKey',
    );
    expect(await describeNode('node-b', { wireguardKey: KEY })).toMatchObject({ wireguardKey: KEY });
  });

  it.each([
    ['is forgotten when a device pairs in its place without a proof', false, undefined],
    ['stays when the same device pairs again, as its key proves', true, KEY],
  ])('%s', async (_, keyProven, expected) => {
    await register('a');
    await registry.database.query('update registry.mesh_nodes set public_key = $1, key_proven = $2', [
      'device-key-of-a',
      keyProven,
    ]);
    await describeNode('node-a', { wireguardKey: KEY, endpoints: ['10.0.0.7:51820'] });
    const again = verifiedDevice({ pairingId: 'b', nodeId: 'node-a' });
    const device = { ...again.data.device, publicKey: 'device-key-of-a', keyProven };
    await registry.registrations.register([{ ...again, data: { ...again.data, device } }], decideWith());
    expect((await node('node-a'))?.wireguardKey).toBe(expected);
    expect((await node('node-a'))?.endpoints?.length).toBe(expected && 1);
  });
});
