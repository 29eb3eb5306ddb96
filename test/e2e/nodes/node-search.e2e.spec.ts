import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addOwner,
  type Flow,
  type HttpAnswer,
  HttpClient,
  pairDevice,
  type RunningSystem,
  startSystem,
} from '@meshpair/testing';

interface Listed {
  readonly items: readonly { readonly id: string; readonly name: string }[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

describe('finding one of an owner’s nodes', () => {
  let system: RunningSystem;
  let http: HttpClient;
  let flow: Flow;

  beforeAll(async () => {
    system = await startSystem();
    http = new HttpClient(system.baseUrl);
    flow = await pairDevice(system.baseUrl, http, system.ownerKey, 1);
    await system.query(
      `insert into registry.mesh_nodes (owner_id, node_id, name, role, ip, permissions, created_at, updated_at)
       select owner_id, 'lamp-' || n, 'Lamp ' || n, 'device', '192.0.2.' || n, '{mesh:read}', now(), now()
         from registry.owners, generate_series(1, 20) as n`,
    );
  }, 120_000);
  afterAll(() => system.stop());

  const get = (path: string, bearer = system.ownerKey): Promise<HttpAnswer> => http.call({ path, bearer });
  const listed = async (query: string, bearer?: string): Promise<Listed> => {
    const { status, body } = await get(`/nodes?${query}`, bearer);
    expect(status).toBe(200);
    return body as unknown as Listed;
  };
  const names = ({ items }: Listed): readonly string[] => items.map(({ name }) => name);

  it('finds by a part of the name, and tells how many there are', async () => {
    const found = await listed('q=pHoNE');
    expect(found).toMatchObject({
      items: [{ name: 'Phone 1', status: 'seen', tags: [] }],
      nextCursor: null,
      total: 1,
    });
    expect(await listed('q=lamp%20%25')).toEqual({ items: [], nextCursor: null, total: 0 });
    expect(names(await listed('q=192.0.2.7'))).toEqual(['Lamp 7']);
    expect(names(await listed('status=active&sort=name'))).toEqual(['Phone 1', 'test-host']);
    expect((await listed('status=expired&permission=mesh:read')).total).toBe(20);
  });

  it('sorts, and goes on by its own cursors', async () => {
    const first = await listed('q=lamp&sort=-name&limit=12');
    expect(names(first).slice(0, 2)).toEqual(['Lamp 20', 'Lamp 19']);
    const next = await listed(`q=lamp&sort=-name&limit=12&after=${first.nextCursor}`);
    expect(names(next).at(-1)).toBe('Lamp 1');
    expect([names(next).length, next.nextCursor, next.total]).toEqual([8, null, 20]);
  });

  it('answers who asks for nothing more as before', async () => {
    const first = await listed('limit=20');
    expect(Object.keys(first).sort()).toEqual(['items', 'nextCursor']);
    expect(names(first)[0]).toBe('test-host');
    expect(Buffer.from(first.nextCursor ?? '', 'base64url').toString()).toBe(first.items.at(-1)?.id);
    expect(names(await listed(`limit=20&after=${first.nextCursor}`))).toHaveLength(2);
  });

  it.each([
    ['q', 'q='],
    ['q', `q=${'a'.repeat(65)}`],
    ['q', 'q=a%00b'],
    ['q', 'q=a&q=b'],
    ['status', 'status=awake'],
    ['tag', 'tag=Guest'],
    ['platform', 'platform='],
    ['permission', 'permission=a%20b'],
    ['sort', 'sort=ip'],
    ['sort', 'sort=%2Bname'],
    ['limit', 'q=a&limit=0'],
    ['after', 'sort=name&after=a.b'],
    ['after', 'sort=name&after=bGFtcC0x'],
    ['colour', 'colour=red'],
  ])('names %s in what it refuses of %s', async (field, query) => {
    const { status, body } = await get(`/nodes?${query}`);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors).toMatchObject([{ field }]);
  });

  it('refuses a cursor of another order', async () => {
    const { nextCursor } = await listed('sort=name&limit=1');
    const { status, body } = await get(`/nodes?sort=createdAt&after=${nextCursor}`);
    expect([status, body.errors]).toMatchObject([400, [{ field: 'after' }]]);
  });

  it('reads one node with its live tokens and sessions, and none of their secrets', async () => {
    const { nodeId, sessionId } = flow.verify.body as Record<string, string>;
    const { status, body, text } = await get(`/nodes/${nodeId}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'Phone 1',
      status: 'seen',
      peerTokens: [{ expiresAt: body.peerTokenExpiresAt }],
      sessions: [{ id: sessionId, lastUsedAt: null }],
    });
    for (const secret of Object.values(flow.secrets)) expect(text).not.toContain(secret);
    expect((await get('/nodes/lamp-1')).body).toMatchObject({
      status: 'expired',
      peerTokenExpiresAt: null,
      peerTokens: [],
      sessions: [],
    });
  });

  it('is nothing for another owner', async () => {
    const stranger = await addOwner(system, 'stranger');
    expect(await listed('q=lamp', stranger)).toEqual({ items: [], nextCursor: null, total: 0 });
    expect((await get('/nodes/lamp-1', stranger)).status).toBe(404);
  });
});
