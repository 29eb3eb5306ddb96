import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NODE_ORDERS, NODE_STATUSES, type NodeOrder, nodeStatus } from '@meshpair/domain';
import { NOON, secondsAfter } from './example-registrations.spec.js';
import type { FoundNodes, NodePosition, NodeQuery } from './mesh-nodes.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';

const MANY = 10_000;
const DAY = 86_400;
/** Seven of each ten, and the host. */
const HOLDING = 0.7 * MANY + 1;
/** Six of each ten of those that were seen in the last 300 seconds, and the host. */
const ONLINE = 1261;

/** Of each ten: one never seen, one with no token, one whose token has ended, one whose token ends soon. */
const NODES = `
  insert into registry.mesh_nodes (owner_id, node_id, name, role, ip, platform, permissions, created_at, updated_at, last_seen_at)
  select 'owner', 'n' || n, 'Phone ' || n, 'device', '10.0.' || n / 250 || '.' || n % 250,
         case n % 2 when 0 then 'Android' end, case n % 4 when 0 then '{mesh:read,x}' else '{mesh:read}' end::text[],
         $1::timestamptz + n / 3 * interval '1 microsecond', $1,
         case when n % 10 <> 0 then $1::timestamptz - n / 7 * interval '1 second' end
    from generate_series(1, $2::integer) as n`;
const TOKENS = `
  insert into registry.issued_tokens (token_id, family_id, owner_id, node_id, permissions, issued_at, expires_at)
  select 't' || n, 't' || n, 'owner', 'n' || n, '{}', $1,
         $1::timestamptz + case n % 10 when 2 then interval '0' when 3 then interval '1 day' else interval '2 days' end
    from generate_series(1, $2::integer) as n
   where n % 10 <> 1`;

describe('the search among ten thousand nodes', () => {
  let registry: OpenRegistry;

  beforeAll(async () => {
    registry = await openRegistry();
    await registry.reset('owner', 'other');
    for (const fill of [NODES, TOKENS]) await registry.database.query(fill, [NOON, MANY]);
    const add = (ownerId: string, id: string, name: string): Promise<unknown> =>
      registry.database.query(
        `insert into registry.mesh_nodes (owner_id, node_id, name, role, ip, platform, permissions, created_at, updated_at)
         values ($1, $2, $3, 'host', 'FD00::1', '50%_\\', '{mesh:read}', $4, $4)`,
        [ownerId, id, name, secondsAfter(-DAY)],
      );
    await add('owner', 'host', 'Zuhause ÄÖ');
    await add('other', 'stranger', 'Phone of another');
    await registry.database.query(
      `insert into registry.mesh_nodes (owner_id, node_id, name, role, ip, permissions, created_at, updated_at, removal_id)
       values ('owner', 'going', 'Phone that goes', 'device', '10.9.9.9', '{x}', $1, $1, 'r1')`,
      [NOON],
    );
    await registry.database.query(
      `update registry.mesh_nodes set tags = '{guest,tv}' where owner_id = 'owner' and node_id like 'n1__'`,
    );
  });
  afterAll(() => registry.close());

  const search = (query: Partial<NodeQuery> = {}, ownerId = 'owner'): Promise<FoundNodes> =>
    registry.nodes.search(ownerId, { order: 'createdAt', limit: 50, now: NOON, ...query });
  const ids = ({ nodes }: FoundNodes): readonly string[] => nodes.map(({ id }) => id);

  it('finds a part of a name, an address or a platform, in any case', async () => {
    expect(ids(await search({ q: 'pHONE 4711' }))).toEqual(['n4711']);
    expect(ids(await search({ q: '10.0.18.211' }))).toEqual(['n4711']);
    expect((await search({ q: 'aNDROID' })).total).toBe(MANY / 2);
    expect(ids(await search({ q: 'äö' }))).toEqual(['host']);
    expect(ids(await search({ q: 'fd00' }))).toEqual(['host']);
    expect(await search({ q: 'nobody' })).toEqual({ nodes: [], total: 0 });
  });

  it('takes what is typed as it is', async () => {
    for (const q of ['%', '_', '\\', '50%_\\']) expect(ids(await search({ q }))).toEqual(['host']);
    expect((await search({ q: 'P_one' })).total).toBe(0);
  });

  it('finds by permission', async () => {
    const { nodes, total } = await search({ permission: 'x' });
    expect(total).toBe(MANY / 4);
    expect(nodes.every(({ permissions }) => permissions.includes('x'))).toBe(true);
  });

  it.each(NODE_STATUSES)('finds who is %s, as the rule says', async (status) => {
    const { nodes, total } = await search({ status });
    expect(total).toBe(
      { online: ONLINE, seen: HOLDING - ONLINE, expiring: MANY / 10, expired: MANY / 5, suspended: 1 }[
        status
      ],
    );
    expect(new Set(nodes.map((node) => nodeStatus(node, NOON)))).toEqual(new Set([status]));
  });

  it('finds who is active: online or seen', async () => {
    expect((await search({ status: 'active' })).total).toBe(HOLDING);
  });

  it('finds by tag and by platform, and tells which there are', async () => {
    expect((await search({ tag: 'tv' })).total).toBe(100);
    expect((await search({ tag: 'tv', platform: 'Android' })).total).toBe(50);
    expect((await search({ platform: 'android' })).total).toBe(0);
    expect(await registry.nodes.facets('owner')).toEqual({
      platforms: ['50%_\\', 'Android'],
      tags: ['guest', 'tv'],
    });
  });

  it('has one that is being removed in no list but its own', async () => {
    expect((await search({ q: 'that goes' })).total).toBe(0);
    expect(ids(await search({ q: 'that goes', status: 'suspended' }))).toEqual(['going']);
    const listed = await registry.nodes.list('owner', { limit: MANY + 5 });
    expect(listed.some(({ id }) => id === 'going')).toBe(false);
  });

  it('holds to all that is asked', async () => {
    const all = { q: 'phone 1', permission: 'x', status: 'expired' } as const;
    const { nodes, total } = await search({ ...all, limit: MANY });
    expect(nodes).toHaveLength(total);
    expect(total).toBe(56);
    expect(nodes.every(({ name, id }) => /^Phone 1/.test(name) && Number(id.slice(1)) % 20 === 12)).toBe(
      true,
    );
  });

  it.each(NODE_ORDERS)('has each node once in the order %s, page by page', async (order) => {
    const seen: FoundNodes['nodes'][number][] = [];
    let after: NodePosition | undefined;
    do {
      const { nodes, total } = await search({ order, after, limit: 4000 });
      expect(total).toBe(MANY + 1);
      seen.push(...nodes);
      after = nodes.length < 4000 ? undefined : nodes.at(-1)?.position;
    } while (after);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(MANY + 1);
    expect(ids({ nodes: seen, total: 0 })).toEqual(await sortedByHand(order));
  });

  /** Names by their numbers; the host's comes last. Equal ones by id. */
  async function sortedByHand(order: NodeOrder): Promise<readonly string[]> {
    const { nodes } = await search({ limit: MANY + 1 });
    const keyed = nodes.map(({ id, name, lastSeenAt, position }): [number, string] => {
      if (order.endsWith('name')) return [Number(name.replace(/\D/g, '') || Infinity), id];
      return [order.endsWith('createdAt') ? Number(position.key) : (lastSeenAt?.getTime() ?? 0), id];
    });
    keyed.sort(([one, a], [two, b]) => one - two || (a < b ? -1 : 1));
    if (order.startsWith('-')) keyed.reverse();
    return keyed.map(([, id]) => id);
  }

  it('goes on after a node that was removed meanwhile', async () => {
    const { nodes } = await search({ order: 'name', q: 'Phone 77', limit: 2 });
    await registry.database.query('begin; delete from registry.mesh_nodes where node_id = $$n77$$; commit');
    expect(ids({ nodes, total: 0 })).toEqual(['n77', 'n770']);
    const next = await search({ order: 'name', q: 'Phone 77', limit: 2, after: nodes[0]?.position });
    expect(ids(next)).toEqual(['n770', 'n771']);
  });

  it('never shows another owner’s', async () => {
    expect(ids(await search({ q: 'phone' }, 'other'))).toEqual(['stranger']);
  });
});
