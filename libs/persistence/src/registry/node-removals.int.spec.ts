import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { byOwner, decideWith, NOON, secondsAfter, verifiedDevice } from './example-registrations.spec.js';
import type { Suspension } from './node-removals.js';
import type { NodeSelection } from './node-selection.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';

const WINDOW = 600;

describe('removing nodes with time to undo it', () => {
  let registry: OpenRegistry;

  beforeAll(async () => {
    registry = await openRegistry();
  });
  beforeEach(async () => {
    await registry.reset('owner', 'other');
    await register('a');
    await register('b');
    await register('c', { ownerId: 'other' });
  });
  afterAll(() => registry.close());

  const register = (pairingId: string, more: object = {}, seconds = 0): Promise<unknown> =>
    registry.registrations.register(
      [verifiedDevice({ pairingId, at: secondsAfter(seconds), ...more })],
      decideWith(),
    );
  const suspend = (
    selection: NodeSelection,
    removalId = 'r1',
    ownerId = 'owner',
    seconds = 100,
  ): Promise<Suspension> =>
    registry.removals.suspend(
      ownerId,
      selection,
      { removalId, endsAt: secondsAfter(seconds + 10) },
      byOwner(secondsAfter(seconds)),
    );
  const restore = (seconds: number, removalId = 'r1', ownerId = 'owner'): Promise<number | undefined> =>
    registry.removals.restore(ownerId, removalId, byOwner(secondsAfter(seconds)));
  const finish = async (seconds: number): Promise<readonly number[]> => {
    const finished = [];
    for (const due of await registry.removals.due(secondsAfter(seconds)))
      finished.push(await registry.removals.finish(due, secondsAfter(seconds)));
    return finished;
  };
  /** All that is kept of the nodes and of what lets them in. */
  const kept = async (): Promise<unknown> => {
    const rows = [];
    for (const [table, order] of [
      ['mesh_nodes', 'node_id'],
      ['device_sessions', 'session_id'],
      ['issued_tokens', 'token_id'],
    ] as const)
      rows.push(await registry.database.query(`select * from registry.${table} order by ${order}`));
    return rows;
  };
  const lets = async (id: string, seconds: number): Promise<readonly boolean[]> => {
    const now = secondsAfter(seconds);
    return [
      (await registry.credentials.useSession(`session-${id}`, now, 1000)) !== undefined,
      (await registry.credentials.findPeerToken(`token-${id}`, now)) !== undefined,
    ];
  };
  const events = async (): Promise<readonly unknown[]> =>
    (
      await registry.database.query(
        `select type, event -> 'data' as data, event -> 'actor' as actor from registry.mesh_events order by position`,
      )
    ).map(({ type, data, actor }) => [type, data, actor]);

  it('shuts the devices out at once, and nobody else', async () => {
    expect(await suspend({ ids: ['node-a', 'nobody'] })).toEqual({
      kind: 'suspended',
      nodes: 1,
      missing: ['nobody'],
    });
    expect(await lets('a', 101)).toEqual([false, false]);
    expect(await lets('b', 101)).toEqual([true, true]);
    const page = { limit: 9, of: 'node-b', tagged: 'all', now: secondsAfter(101) } as const;
    expect(await registry.nodes.peers('owner', page)).toEqual([]);
    const holders = await registry.nodes.nodesAt([{ ownerId: 'owner', ip: 'ip-of-a', nodeId: 'node-a' }]);
    expect(holders[0]?.devices).toEqual([]);
    const claim = [{ ownerId: 'owner', pairingId: 'a' }];
    const [claimed] = await registry.registrations.claim(claim, secondsAfter(101), WINDOW);
    expect(claimed?.kind).toBe('already_claimed');
    expect((await registry.nodes.find('owner', 'node-a'))?.removalId).toBe('r1');
  });

  it('restores exactly what was there, superseded tokens included', async () => {
    await registry.nodes.update('owner', 'node-a', { tags: ['tv'] }, byOwner(secondsAfter(5)));
    await registry.credentials.refreshPeerToken({
      ownerId: 'owner',
      nodeId: 'node-a',
      now: secondsAfter(10),
      issue: { id: 'token-a2', expiresAt: secondsAfter(5000) },
      idleSeconds: 1000,
    });
    const before = await kept();
    await suspend({ ids: ['node-a', 'node-b'] });
    expect(await kept()).not.toEqual(before);
    expect(await restore(109)).toBe(2);
    expect(await kept()).toEqual(before);
    expect(await restore(109)).toBeUndefined();
    expect(await finish(500)).toEqual([]);
  });

  it('removes them when the time is over, once, and counts them', async () => {
    await suspend({ ids: ['node-a', 'node-b'] });
    expect(await registry.removals.nextEnd()).toEqual(secondsAfter(110));
    expect(await finish(109)).toEqual([]);
    const [due] = await registry.removals.due(secondsAfter(110));
    const both = [1, 2].map(() => registry.removals.finish(due!, secondsAfter(110)));
    expect((await Promise.all(both)).sort()).toEqual([0, 2]);
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 1, device_sessions: 1, devices: 1 });
    expect(await lets('a', 111)).toEqual([false, false]);
    expect(await restore(111)).toBeUndefined();
    expect(await registry.removals.nextEnd()).toBeUndefined();
  });

  it('keeps what may come back from being pruned, and nothing else', async () => {
    await suspend({ ids: ['node-a', 'node-b'] });
    await register('again', { nodeId: 'node-b' }, 103);
    expect(await registry.credentials.prune(secondsAfter(105), 99)).toBe(0);
    expect(await restore(105)).toBe(1);
    expect(await lets('a', 106)).toEqual([true, true]);
    expect(await registry.credentials.prune(secondsAfter(106), 99)).toBe(2);
    await suspend({ ids: ['node-a'] }, 'r2');
    await register('once more', { nodeId: 'node-a' }, 103);
    await finish(110);
    expect(await registry.credentials.prune(secondsAfter(111), 99)).toBe(2);
  });

  it('is not to be undone once the time is over, removed or not', async () => {
    await suspend({ ids: ['node-a'] });
    expect(await restore(110)).toBeUndefined();
    expect(await finish(110)).toEqual([1]);
  });

  it('records who did what, each device by itself', async () => {
    const actor = { kind: 'owner' };
    await suspend({ ids: ['node-a'] });
    await restore(101);
    await suspend({ ids: ['node-a'] }, 'r2');
    await finish(110);
    const about = (removalId: string): object => ({ nodeId: 'node-a', name: 'device a', removalId });
    expect(await events()).toEqual([
      ['NodeSuspended', about('r1'), actor],
      ['NodeRestored', about('r1'), actor],
      ['NodeSuspended', about('r2'), actor],
      ['NodeRemoved', about('r2'), actor],
    ]);
  });

  it('leaves one in that is paired again meanwhile, with its new tokens and none of the old', async () => {
    await suspend({ ids: ['node-a', 'node-b'] });
    await register('again', { nodeId: 'node-a' }, 103);
    expect(await restore(105)).toBe(1);
    expect(await lets('a', 106)).toEqual([false, false]);
    expect(await lets('again', 106)).toEqual([true, true]);
    await suspend({ ids: ['node-a'] }, 'r2');
    await register('once more', { nodeId: 'node-a' }, 103);
    expect(await finish(110)).toEqual([0]);
    expect(await registry.nodes.find('owner', 'node-a')).toMatchObject({ name: 'device once more' });
    expect(await registry.counts()).toMatchObject({ devices: 3 });
  });

  it('lets another device have the address at once', async () => {
    await suspend({ ids: ['node-a'] });
    await register('next', { ip: 'ip-of-a' }, 101);
    expect(await registry.nodes.find('owner', 'node-next')).toMatchObject({ ip: 'ip-of-a' });
  });

  it('does not bring back what was revoked meanwhile', async () => {
    await suspend({ ids: ['node-a'] });
    const change = byOwner(secondsAfter(101));
    await registry.credentials.revoke('owner', { use: 'session', id: 'session-a' }, change);
    await registry.credentials.revoke('owner', { use: 'peer', id: 'token-a' }, change);
    expect(await restore(102)).toBe(1);
    expect(await lets('a', 103)).toEqual([false, false]);
  });

  it('leaves one alone that is being removed: no change, no second removal', async () => {
    await suspend({ ids: ['node-a'] });
    const change = byOwner(secondsAfter(101));
    expect(await registry.nodes.update('owner', 'node-a', { name: 'x' }, change)).toBeUndefined();
    expect(await suspend({ ids: ['node-a'] }, 'r2')).toEqual({ kind: 'none' });
    expect(await suspend({ matching: {}, count: 2 }, 'r2')).toEqual({ kind: 'other_count', count: 1 });
  });

  it('passes the host over', async () => {
    await registry.nodes.upsertHost('owner', {
      id: 'host',
      name: 'host',
      role: 'host',
      ip: '10.0.0.1',
      permissions: ['mesh:read'],
      createdAt: NOON,
      updatedAt: NOON,
    });
    expect(await suspend({ ids: ['host'] })).toEqual({ kind: 'none' });
    expect(await suspend({ matching: {}, count: 3 })).toMatchObject({ nodes: 2 });
    expect(await finish(110)).toEqual([2]);
    expect(await registry.nodes.find('owner', 'host')).toBeDefined();
  });

  it('touches nothing of another owner', async () => {
    const before = await kept();
    expect(await suspend({ ids: ['node-c'] })).toEqual({ kind: 'none' });
    expect(await kept()).toEqual(before);
    await suspend({ ids: ['node-c'] }, 'r3', 'other');
    expect(await restore(101, 'r3', 'owner')).toBeUndefined();
    expect(await lets('c', 101)).toEqual([false, false]);
    expect(await restore(101, 'r3', 'other')).toBe(1);
    expect(await suspend({ ids: ['node-a'] }, 'r4', 'nobody')).toEqual({ kind: 'none' });
  });
});
