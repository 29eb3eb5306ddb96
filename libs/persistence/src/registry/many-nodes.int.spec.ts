import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ALL_SEE_ALL, MAX_TAGS, type PeerPolicy, seenBy } from '@meshpair/domain';
import { byOwner, NOON, secondsAfter } from './example-registrations.spec.js';
import type { ManyChanged, ManyChanges } from './many-nodes.js';
import type { NodeSelection } from './node-selection.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';

const MANY = 10_000;

describe('changing many nodes at once', () => {
  let registry: OpenRegistry;

  beforeAll(async () => {
    registry = await openRegistry();
  });
  afterAll(() => registry.close());

  /** So many devices, each with a session and a token; each tenth has a name with 7 at its end. */
  const have = async (count: number): Promise<void> => {
    await registry.reset('owner', 'other');
    const each = `from generate_series(1, $2::integer) as n`;
    await registry.database.query(
      `insert into registry.mesh_nodes (owner_id, node_id, name, role, ip, permissions, created_at, updated_at)
       select 'owner', 'n' || n, 'Phone ' || n % 10, 'device', '10.0.0.1', '{mesh:read}',
              $1::timestamptz + n * interval '1 ms', $1 ${each}`,
      [NOON, count],
    );
    await registry.database.query(
      `insert into registry.issued_tokens (token_id, family_id, owner_id, node_id, permissions, issued_at, expires_at)
       select 't' || n, 't' || n, 'owner', 'n' || n, '{mesh:read}', $1, $1::timestamptz + interval '9 days' ${each}`,
      [NOON, count],
    );
    await registry.database.query(
      `insert into registry.device_sessions (session_id, owner_id, node_id, permissions, created_at, expires_at)
       select 's' || n, 'owner', 'n' || n, '{mesh:read}', $1, $1::timestamptz + interval '9 days' ${each}`,
      [NOON, count],
    );
    await registry.database.query(`update registry.owners set device_count = $1 where owner_id = 'owner'`, [
      count,
    ]);
  };
  const change = (
    nodes: NodeSelection,
    { permissions, ...tags }: Partial<ManyChanges> & ManyChanges['tags'],
    ownerId = 'owner',
  ): Promise<ManyChanged> =>
    registry.manyNodes.change(ownerId, nodes, { permissions, tags }, byOwner(secondsAfter(1)));
  const typesOf = async (): Promise<Readonly<Record<string, number>>> =>
    Object.fromEntries(
      (
        await registry.database.query(
          'select type, count(*)::integer as count from registry.mesh_events group by type order by type',
        )
      ).map(({ type, count }) => [type, count]),
    ) as Readonly<Record<string, number>>;

  describe('among three', () => {
    beforeEach(() => have(3));

    it('gives permissions to live credentials too, and tells of those that were other', async () => {
      await change({ ids: ['n1'] }, { permissions: ['x'] });
      expect(await change({ ids: ['n1', 'n2', 'nobody'] }, { permissions: ['x'] })).toEqual({
        kind: 'changed',
        nodes: 1,
        missing: ['nobody'],
      });
      for (const table of ['mesh_nodes', 'issued_tokens', 'device_sessions'])
        expect(
          await registry.database.query(`select permissions from registry.${table} order by node_id`),
        ).toEqual([['x'], ['x'], ['mesh:read']].map((permissions) => ({ permissions })));
      expect(await typesOf()).toEqual({ NodePermissionsChanged: 2 });
    });

    it('adds and removes tags, each node by what it has', async () => {
      await registry.nodes.update('owner', 'n1', { tags: ['tv', 'guest'] }, byOwner(NOON));
      expect(await change({ ids: ['n1', 'n2'] }, { add: ['tv'], remove: ['guest'] })).toMatchObject({
        nodes: 2,
      });
      for (const id of ['n1', 'n2']) expect((await registry.nodes.find('owner', id))?.tags).toEqual(['tv']);
      expect((await registry.nodes.find('owner', 'n3'))?.tags).toBeUndefined();
      expect(await change({ ids: ['n1', 'n2'] }, { add: ['tv'] })).toMatchObject({ nodes: 0 });
    });

    it('changes none when one would have too many tags', async () => {
      const tags = Array.from({ length: MAX_TAGS }, (_, index) => `t${index}`);
      await registry.nodes.update('owner', 'n2', { tags }, byOwner(NOON));
      expect(await change({ ids: ['n1', 'n2'] }, { add: ['tv'] })).toMatchObject({
        kind: 'too_many_tags',
        node: { id: 'n2' },
      });
      expect((await registry.nodes.find('owner', 'n1'))?.tags).toBeUndefined();
    });

    it('does nothing when others match than were counted', async () => {
      const matching = { q: 'phone' };
      expect(await change({ matching, count: 2 }, { add: ['tv'] })).toEqual({
        kind: 'other_count',
        count: 3,
      });
      expect(await typesOf()).toEqual({});
      expect(await change({ matching, count: 3 }, { add: ['tv'] })).toMatchObject({ nodes: 3 });
    });

    it('touches nothing of another owner', async () => {
      expect(await change({ ids: ['n1', 'n2'] }, { add: ['tv'] }, 'other')).toEqual({ kind: 'none' });
      expect(await change({ ids: ['n1'] }, { add: ['tv'] }, 'nobody')).toEqual({ kind: 'none' });
      expect(await change({ matching: {}, count: 3 }, { add: ['tv'] }, 'other')).toEqual({
        kind: 'other_count',
        count: 0,
      });
      expect(await typesOf()).toEqual({});
    });
  });

  it('tags, suspends, restores and removes ten thousand in a few statements', async () => {
    await have(MANY);
    const all = { matching: {}, count: MANY };
    expect(await change(all, { add: ['tv'], permissions: ['x'] })).toMatchObject({ nodes: MANY });
    expect(await typesOf()).toEqual({ NodePermissionsChanged: MANY, NodeTagsChanged: MANY });
    const suspend = (removalId: string): Promise<unknown> =>
      registry.removals.suspend(
        'owner',
        all,
        { removalId, endsAt: secondsAfter(12) },
        byOwner(secondsAfter(2)),
      );
    expect(await suspend('r1')).toMatchObject({ nodes: MANY });
    expect(await registry.removals.restore('owner', 'r1', byOwner(secondsAfter(3)))).toBe(MANY);
    await suspend('r2');
    expect(await registry.removals.finish({ ownerId: 'owner', removalId: 'r2' }, secondsAfter(12))).toBe(
      MANY,
    );
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 0, device_sessions: 0, devices: 0 });
  });

  it('shows peers by their tags, while their tokens hold', async () => {
    await have(4);
    await registry.nodes.update('owner', 'n2', { tags: ['tv', 'old'] }, byOwner(NOON));
    await registry.nodes.update('owner', 'n3', { tags: ['printer'] }, byOwner(NOON));
    await registry.database.query(`update registry.issued_tokens set expires_at = $1 where token_id = 't4'`, [
      NOON,
    ]);
    const peers = async (tags: readonly string[], policy: PeerPolicy): Promise<readonly string[]> => {
      const page = { of: 'n1', tagged: seenBy(tags, policy), now: secondsAfter(1), limit: 9 };
      return (await registry.nodes.peers('owner', page)).map(({ id }) => id);
    };
    expect(await peers([], ALL_SEE_ALL)).toEqual(['n2', 'n3']);
    const rules = [{ from: 'phone', to: 'tv' }];
    expect(await peers(['phone'], { rules })).toEqual(['n2']);
    expect(await peers([], { rules })).toEqual([]);
    const page = { of: 'n1', tagged: 'all', now: secondsAfter(1), limit: 9, after: 'n2' } as const;
    expect((await registry.nodes.peers('owner', page)).map(({ id }) => id)).toEqual(['n3']);
  });

  it('keeps the policy of each owner, and tells what it was', async () => {
    await registry.reset('owner', 'other');
    const { policies } = registry;
    expect(await policies.read('owner')).toEqual(ALL_SEE_ALL);
    const rules = [{ from: 'phone', to: 'tv' }];
    expect(await policies.write('owner', { rules }, byOwner(NOON))).toBe(true);
    expect(await policies.write('owner', { rules }, byOwner(NOON))).toBe(true);
    expect(await policies.read('owner')).toEqual({ rules });
    expect(await policies.read('other')).toEqual(ALL_SEE_ALL);
    expect(await policies.write('nobody', { rules }, byOwner(NOON))).toBe(false);
    const events = await registry.database.query(`select event -> 'data' as data from registry.mesh_events`);
    expect(events).toEqual([{ data: { rules, previousRules: ALL_SEE_ALL.rules } }]);
  });
});
