import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addOwner,
  connect,
  type HttpAnswer,
  type HttpCall,
  HttpClient,
  invite,
  joinMesh,
  pairDevice,
  type RunningSystem,
  start,
  startSystem,
  waitFor,
} from '@meshpair/testing';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly isOpen: boolean;
}

/** Its caller is a device or nobody; an owner's key is no credential there. */
const NOT_FOR_OWNERS = ['/pairing/{id}/claim'];

/** What a body must hold to be looked at; the rest take none. */
const BODIES: Readonly<Record<string, Pick<HttpCall, 'json' | 'form'>>> = {
  'POST /pairing/start': { json: {} },
  'POST /pairing/verify': { json: { pairingId: 'p', pin: '123456' } },
  'POST /tokens/introspect': { form: { token: 'x' } },
  'POST /tokens/revoke': { form: { token: 'x' } },
  'POST /graphql': { json: { query: '{ nodes { id } }' } },
  'PATCH /nodes/{id}': { json: { name: 'Taken', permissions: ['mesh:admin'] } },
  'PATCH /owner/people/{id}': { json: { name: 'Taken', role: 'viewer' } },
  'PATCH /nodes': { json: { nodes: { ids: ['n'] }, permissions: ['mesh:admin'] } },
  'POST /nodes/removals': { json: { nodes: { ids: ['n'] } } },
  'PUT /owner/policy': { json: { rules: [] } },
  'PATCH /me': { json: { name: 'Taken' } },
  'PATCH /webhooks/{id}': { json: { url: 'https://taken.invalid/' } },
  'POST /webhooks/{id}/secret': { json: {} },
  'POST /webhooks/{id}/replay': { json: { since: '2026-01-15T10:00:00Z' } },
};

describe('a stranger', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let routes: readonly Route[];
  let secondKey: string;
  let secondSession: string;
  let pairingId: string;
  let nodeId: string;
  let webhookId: string;
  let personId: string;
  let invitationId: string;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' }, replicas: { webhooks: 1 } });
    client = new HttpClient(system.baseUrl);
    secondKey = await addOwner(system, 'second');
    const own = await pairDevice(system.baseUrl, client, system.ownerKey, 1);
    nodeId = (own.claim.body.node as { id: string }).id;
    secondSession = (await pairDevice(system.baseUrl, client, secondKey, 2)).secrets.sessionToken;
    const started = await start(client, system.ownerKey);
    await connect(client, started.token);
    ({ pairingId } = started);
    const webhook = { url: 'https://mesh.invalid/hook', events: ['NodeLeft'] };
    const made = await client.call({
      method: 'POST',
      path: '/webhooks',
      bearer: system.ownerKey,
      json: webhook,
    });
    webhookId = String(made.body.id);
    ({ personId } = await joinMesh(client, system.ownerKey, { name: 'Bob', role: 'owner' }));
    ({ invitationId } = await invite(client, system.ownerKey, { name: 'Eve', role: 'owner' }));
    const { paths } = (await client.call({ path: '/openapi.json' })).body as {
      paths: Record<string, Record<string, { security?: unknown[] }>>;
    };
    routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({
        method: method.toUpperCase(),
        path,
        isOpen: security === undefined || security.length === 0,
      })),
    );
    await waitFor(() => system.consumersAreIdle(), { message: 'all events are taken in' });
  });

  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  /** Everything that is the first owner's. */
  const belongings = async (): Promise<unknown> =>
    Promise.all(
      [
        'select * from pairing.pairing_states where owner_id <> $1 order by 1',
        'select * from registry.mesh_nodes where owner_id <> $1 order by 1, 2',
        'select * from registry.device_sessions where owner_id <> $1 order by 1',
        'select * from registry.issued_tokens where owner_id <> $1 order by 1',
        'select * from registry.people where owner_id <> $1 order by 1',
        'select * from registry.invitations where owner_id <> $1 order by 1',
        'select * from webhooks.targets where owner_id <> $1 order by 1',
      ].map((sql) => system.query(sql, ['second'])),
    );

  const ids = (): readonly (readonly [string, string])[] => [
    ['/pairing', pairingId],
    ['/webhooks', webhookId],
    ['/owner/people/invitations', invitationId],
    ['/owner/people', personId],
  ];

  const knock = ({ method, path }: Route, bearer?: string): Promise<HttpAnswer> => {
    const [, id = nodeId] = ids().find(([start]) => path.startsWith(start)) ?? [];
    const body = BODIES[`${method} ${path}`] ?? {};
    return client.call({
      method,
      path: path.replace('{id}', id).replace('{deliveryId}', 'd1'),
      bearer,
      ...body,
    });
  };

  const answers = async (asked: readonly Route[], bearer?: string): Promise<readonly string[]> =>
    Promise.all(
      asked.map(async (route) => {
        const { status, body } = await knock(route, bearer);
        return `${route.method} ${route.path} ${status} ${String(body.code)}`;
      }),
    );

  const expected = (asked: readonly Route[], outcome: string): readonly string[] =>
    asked.map(({ method, path }) => `${method} ${path} ${outcome}`);

  it('without a credential is turned away from every route that wants one, and changes nothing', async () => {
    const closed = routes.filter(({ isOpen }) => !isOpen);
    expect(closed.length).toBeGreaterThan(20);
    const before = await belongings();
    expect(await answers(closed)).toEqual(expected(closed, '401 unauthorized'));
    expect(await belongings()).toEqual(before);
  });

  it('who owns another mesh finds no object of this one on any route, and changes nothing', async () => {
    const ofOne = routes.filter(({ path }) => path.includes('{id}'));
    const forOwners = ofOne.filter(({ path }) => !NOT_FOR_OWNERS.includes(path));
    expect(forOwners.length).toBeGreaterThanOrEqual(7);
    const before = await belongings();
    expect(await answers(forOwners, secondKey)).toEqual(expected(forOwners, '404 not_found'));
    const others = ofOne.filter((route) => !forOwners.includes(route));
    for (const route of others) expect([401, 404]).toContain((await knock(route, secondKey)).status);
    for (const path of ['/owner/people', '/owner/people/invitations', '/owner/keys', '/owner/consoles']) {
      const { text } = await client.call({ path, bearer: secondKey });
      for (const theirs of [personId, invitationId, 'Bob']) expect(text).not.toContain(theirs);
    }
    for (const path of ['/pairing', '/nodes', '/webhooks', `/audit/events?pairingId=${pairingId}`]) {
      const { text } = await client.call({ path, bearer: secondKey });
      expect(text).not.toContain(pairingId);
      expect(text).not.toContain(nodeId);
      expect(text).not.toContain(webhookId);
    }
    expect(await belongings()).toEqual(before);
  });

  it('who selects nodes of another mesh is told that none is there, and how many of its own match', async () => {
    const before = await belongings();
    const own = (await client.call({ path: '/nodes?sort=name', bearer: secondKey })).body;
    const mine = (own.items as { id: string; role: string }[]).find(({ role }) => role === 'device');
    const ask = (method: string, path: string, json?: object): Promise<HttpAnswer> =>
      client.call({ method, path, json, bearer: secondKey });
    for (const [method, path, more] of [
      ['PATCH', '/nodes', { addTags: ['taken'] }],
      ['POST', '/nodes/removals', {}],
    ] as const) {
      const selecting = (nodes: object): Promise<HttpAnswer> => ask(method, path, { nodes, ...more });
      expect((await selecting({ ids: [nodeId] })).status).toBe(404);
      const all = await selecting({ matching: {}, count: Number(own.total) + 1 });
      expect([all.status, all.body.count]).toEqual([409, own.total]);
      const both = await selecting({ ids: [nodeId, mine?.id] });
      expect(both.body.skipped).toEqual([nodeId]);
      const { removalId } = both.body as { removalId?: string };
      if (removalId !== undefined) await ask('DELETE', `/nodes/removals/${removalId}`);
    }
    expect(await belongings()).toEqual(before);
    const mesh = await client.call({ path: `/nodes/${nodeId}`, bearer: system.ownerKey });
    expect(mesh.body).toMatchObject({ status: 'seen', tags: [] });
    const removal = await client.call({
      method: 'POST',
      path: '/nodes/removals',
      bearer: system.ownerKey,
      json: { nodes: { ids: [nodeId] } },
    });
    const undo = `/nodes/removals/${String(removal.body.removalId)}`;
    expect((await client.call({ method: 'DELETE', path: undo, bearer: secondKey })).status).toBe(404);
    expect((await client.call({ method: 'DELETE', path: undo, bearer: system.ownerKey })).body.restored).toBe(
      1,
    );
    expect(await belongings()).toEqual(before);
  });

  it('whose device belongs to another mesh gets nowhere with its session', async () => {
    const forOwners = routes.filter(({ isOpen, path }) => !isOpen && !/^\/(me|tokens)/.test(path));
    const before = await belongings();
    const refused = await Promise.all(forOwners.map((route) => knock(route, secondSession)));
    for (const { status } of refused) expect([401, 404]).toContain(status);
    const peers = await client.call({ path: '/me/peers', bearer: secondSession });
    expect(peers.status).toBe(200);
    expect(peers.text).not.toContain(nodeId);
    expect(await belongings()).toEqual(before);
  });
});
