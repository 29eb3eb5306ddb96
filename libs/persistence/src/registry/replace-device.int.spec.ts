import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IpConflictChoice, MeshNode } from '@meshpair/domain';
import {
  decideWith,
  type ExampleDevice,
  kinds,
  NOON,
  secondsAfter,
  verifiedDevice,
} from './example-registrations.spec.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';
import type { RegistrationOutcome } from './registrations.js';

const IP = '10.0.0.9';
const allow: IpConflictChoice = { action: 'allow' };
const replace = (nodeId: string): IpConflictChoice => ({ action: 'replace', nodeId });

describe('devices at one address', () => {
  let registry: OpenRegistry;

  beforeAll(async () => {
    registry = await openRegistry();
  });
  beforeEach(() => registry.reset('owner', 'other'));
  afterAll(() => registry.close());

  const register = (
    devices: readonly ExampleDevice[],
    policy: Parameters<typeof decideWith>[0] = {},
  ): Promise<readonly RegistrationOutcome[]> =>
    registry.registrations.register(
      devices.map((device) => verifiedDevice({ ip: IP, ...device })),
      decideWith(policy),
    );
  const nodeIds = async (ownerId = 'owner'): Promise<string[]> =>
    (await registry.nodes.list(ownerId, { limit: 500 })).map(({ id }) => id).sort();
  const isAlive = async (pairingId: string): Promise<readonly boolean[]> => [
    (await registry.credentials.findSession(`session-${pairingId}`, secondsAfter(90))) !== undefined,
    (await registry.credentials.findPeerToken(`token-${pairingId}`, secondsAfter(90))) !== undefined,
  ];

  it('share it when the owner allows that, whatever the policy', async () => {
    const outcomes = await register([{ pairingId: 'a' }, { pairingId: 'b', ipConflict: allow }]);
    expect(kinds(outcomes)).toEqual(['RegisterNew', 'RegisterNew']);
    expect(await nodeIds()).toEqual(['node-a', 'node-b']);
  });

  it('lose the named one with its session and token when another takes its place, and no other', async () => {
    await register([{ pairingId: 'a' }, { pairingId: 'b', ipConflict: allow }]);
    const [outcome] = await register([{ pairingId: 'c', ipConflict: replace('node-a') }], { deviceLimit: 2 });
    expect(outcome?.registered).toMatchObject({ isNew: true, replacedNodeId: 'node-a' });
    expect(await nodeIds()).toEqual(['node-b', 'node-c']);
    expect(await isAlive('a')).toEqual([false, false]);
    expect(await isAlive('b')).toEqual([true, true]);
    expect(await isAlive('c')).toEqual([true, true]);
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 2, device_sessions: 2, devices: 2 });
  });

  it('lose nobody when the one that comes cannot be written', async () => {
    await register([{ pairingId: 'a' }]);
    const spoiled = verifiedDevice({ pairingId: 'b', ip: IP, ipConflict: replace('node-a') });
    const request = { ...spoiled, data: { ...spoiled.data, device: { name: 'b\0', ip: IP } } };
    await expect(registry.registrations.register([request], decideWith())).rejects.toThrow(
      '1 registrations failed',
    );
    expect(await nodeIds()).toEqual(['node-a']);
    expect(await isAlive('a')).toEqual([true, true]);
    expect(await registry.counts()).toMatchObject({ devices: 1 });
  });

  it('lose neither the host nor the device of another owner', async () => {
    const host: MeshNode = {
      id: 'host',
      name: 'Host',
      role: 'host',
      ip: IP,
      permissions: ['mesh:read'],
      createdAt: NOON,
      updatedAt: NOON,
    };
    await registry.nodes.upsertHost('owner', host);
    await register([{ pairingId: 'a', ownerId: 'other' }]);
    await register([{ pairingId: 'b', ipConflict: replace('host') }]);
    await register([{ pairingId: 'c', ipConflict: replace('node-a') }]);
    expect(await nodeIds()).toEqual(['host', 'node-b']);
    expect(await nodeIds('other')).toEqual(['node-a']);
    expect(await isAlive('a')).toEqual([true, true]);
  });

  it('conflict when the named one has moved away and another one is there', async () => {
    await register([{ pairingId: 'a' }, { pairingId: 'b', ipConflict: allow }]);
    await register([{ pairingId: 'moved', nodeId: 'node-a', ip: '10.0.0.10' }]);
    const outcomes = await register([{ pairingId: 'c', ipConflict: replace('node-a') }]);
    expect(kinds(outcomes)).toEqual(['IpConflict']);
    expect(await nodeIds()).toEqual(['node-a', 'node-b']);
  });

  it('lose the named one of many, which are not read for it', async () => {
    const many = Array.from({ length: 40 }, (_, n) => ({ pairingId: `${n}`, ipConflict: allow }));
    await register(many);
    for (const nodeId of ['node-0', 'node-21', 'node-39']) {
      await register([{ pairingId: `after-${nodeId}`, ipConflict: replace(nodeId) }]);
      expect(await registry.nodes.find('owner', nodeId)).toBeUndefined();
    }
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 40, devices: 40 });
  });

  it("take each other's places in one batch, one after another", async () => {
    await register([{ pairingId: 'a' }]);
    const outcomes = await register([
      { pairingId: 'b', ipConflict: replace('node-a') },
      { pairingId: 'c', ipConflict: replace('node-b') },
      { pairingId: 'd', ipConflict: replace('node-a') },
      { pairingId: 'e', nodeId: 'node-a', ipConflict: replace('node-c') },
    ]);
    expect(kinds(outcomes)).toEqual(['RegisterNew', 'RegisterNew', 'IpConflict', 'RegisterNew']);
    expect(await nodeIds()).toEqual(['node-a']);
    expect(await isAlive('b')).toEqual([false, false]);
    expect(await isAlive('c')).toEqual([false, false]);
    expect(await isAlive('e')).toEqual([true, true]);
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 1, device_sessions: 1, devices: 1 });
  });

  it('lose one only, of two that want its place at the same time', async () => {
    await register([{ pairingId: 'a' }]);
    const racing = ['b', 'c'].map((pairingId) => register([{ pairingId, ipConflict: replace('node-a') }]));
    expect(kinds((await Promise.all(racing)).flat()).sort()).toEqual(['IpConflict', 'RegisterNew']);
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 1, devices: 1 });
  });

  it('are named to whoever asks, 20 at most, with the one that must not be missing', async () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ pairingId: `${n}`, ipConflict: allow }));
    await register(many);
    await register([{ pairingId: 'theirs', ownerId: 'other' }]);
    const questions = [
      { ownerId: 'owner', ip: IP },
      ...many.map((_, n) => ({ ownerId: 'owner', ip: IP, nodeId: `node-${n}` })),
      { ownerId: 'other', ip: IP, nodeId: 'node-0' },
      { ownerId: 'owner', ip: '10.0.0.10', nodeId: 'node-0' },
      { ownerId: 'nobody', ip: IP },
    ];
    const [plain, ...answers] = await registry.nodes.nodesAt(questions);
    expect(plain?.devices.length).toBeLessThanOrEqual(20);
    expect(plain?.devices.length).toBeGreaterThan(10);
    for (const n of many.keys()) {
      expect(answers[n]?.devices).toContainEqual({ id: `node-${n}`, name: `device ${n}` });
      expect(answers[n]?.devices.length).toBeLessThanOrEqual(20);
    }
    expect(answers.slice(-3)).toEqual([
      { devices: [{ id: 'node-theirs', name: 'device theirs' }], hostId: null },
      { devices: [], hostId: null },
      { devices: [], hostId: null },
    ]);
  });

  it('are named without the host, which is told apart', async () => {
    const host = { id: 'host', name: 'Host', role: 'host' as const, ip: IP, permissions: ['mesh:read'] };
    await registry.nodes.upsertHost('owner', { ...host, createdAt: NOON, updatedAt: NOON });
    expect(await registry.nodes.nodesAt([{ ownerId: 'owner', ip: IP, nodeId: 'host' }])).toEqual([
      { devices: [], hostId: 'host' },
    ]);
  });
});
