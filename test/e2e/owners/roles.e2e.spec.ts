import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isEnough, PERSON_ROLES, type PersonRole } from '@meshpair/domain';
import {
  acceptInvitation,
  addOwner,
  connect,
  deviceAddress,
  HttpClient,
  invite,
  type JoinedPerson,
  joinMesh,
  LiveStream,
  type RunningSystem,
  start,
  startSystem,
  trailIsSettled,
  verify,
  waitFor,
} from '@meshpair/testing';

/** Five seconds, and what a busy machine needs. */
const SOON = { timeoutMs: 10_000 };

/** What each route of an owner takes. One that is new must be written down here. */
const TAKES: Readonly<Record<string, PersonRole>> = {
  'get /audit/events': 'viewer',
  'get /audit/export': 'viewer',
  'get /audit/keys': 'owner',
  'get /audit/owners': 'viewer',
  'get /console/session': 'viewer',
  'get /graphql': 'viewer',
  'get /nodes': 'viewer',
  'get /nodes/{id}': 'viewer',
  'get /owners': 'owner',
  'get /owner/consoles': 'viewer',
  'get /owner/keys': 'viewer',
  'get /owner/facets': 'viewer',
  'get /owner/accounts': 'viewer',
  'get /owner/passkeys': 'viewer',
  'get /owner/touch-rule': 'viewer',
  'post /owner/accounts/link': 'viewer',
  'delete /owner/accounts/{id}': 'viewer',
  'post /owner/passkeys': 'viewer',
  'post /owner/passkeys/options': 'viewer',
  'delete /owner/passkeys/{id}': 'viewer',
  'post /owner/touch/options': 'viewer',
  'put /owner/touch-rule': 'owner',
  'get /owner/people': 'viewer',
  'get /owner/people/invitations': 'owner',
  'get /owner/policy': 'viewer',
  'get /setup-keys': 'owner',
  'get /pairing': 'viewer',
  'get /pairing/{id}': 'viewer',
  'get /pairing/{id}/events': 'viewer',
  'get /webhooks': 'owner',
  'get /webhooks/push-key': 'viewer',
  'get /webhooks/{id}': 'owner',
  'get /webhooks/{id}/deliveries': 'owner',
  'post /graphql': 'viewer',
  'post /tokens/introspect': 'viewer',
  'post /owner/keys': 'viewer',
  'delete /owner/keys/{id}': 'viewer',
  'delete /owner/consoles': 'viewer',
  'delete /owner/consoles/{id}': 'viewer',
  'post /pairing/start': 'approver',
  'post /pairing/take': 'approver',
  'get /owner/device-codes': 'viewer',
  'put /owner/device-codes': 'owner',
  'post /pairing/verify': 'approver',
  'post /pairing/{id}/approve': 'approver',
  'post /pairing/{id}/deny': 'approver',
  'delete /pairing/{id}': 'approver',
  'delete /audit/keys/{id}': 'owner',
  'delete /nodes/{id}': 'owner',
  'delete /nodes/removals/{id}': 'owner',
  'delete /owner/people/{id}': 'owner',
  'delete /owner/people/invitations/{id}': 'owner',
  'delete /webhooks/{id}': 'owner',
  'patch /nodes': 'owner',
  'patch /nodes/{id}': 'owner',
  'patch /owner/people/{id}': 'owner',
  'patch /webhooks/{id}': 'owner',
  'post /audit/keys': 'owner',
  'post /owners': 'owner',
  'post /setup-keys': 'owner',
  'delete /setup-keys/{id}': 'owner',
  'post /nodes/removals': 'owner',
  'post /owner/people/invitations': 'owner',
  'put /owner/policy': 'owner',
  'post /tokens/revoke': 'owner',
  'post /webhooks': 'owner',
  'post /webhooks/{id}/deliveries/{deliveryId}/resend': 'owner',
  'post /webhooks/{id}/replay': 'owner',
  'post /webhooks/{id}/secret': 'owner',
  'post /webhooks/{id}/test': 'owner',
};

describe('the people of a mesh', () => {
  let system: RunningSystem;
  let client: HttpClient;

  const joined = (role: PersonRole, name = `The ${role}`): Promise<JoinedPerson> =>
    joinMesh(client, system.ownerKey, { name, role });
  const asOwner = (method: string, path: string, json?: unknown): ReturnType<HttpClient['call']> =>
    client.call({ method, path, bearer: system.ownerKey, json });
  const isRefused = (key: string, status: number, path = '/nodes'): Promise<unknown> =>
    waitFor(async () => (await client.call({ path, bearer: key })).status === status, {
      ...SOON,
      message: `${path} answers ${status}`,
    });

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' }, replicas: { webhooks: 1 } });
    client = new HttpClient(system.baseUrl);
  });
  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  it.each(PERSON_ROLES)(
    'with the role of %s do what it is for, on every route, and nothing else',
    async (role) => {
      const { key } = await joined(role);
      const { paths } = (await client.call({ path: '/openapi.json' })).body as {
        paths: Record<string, Record<string, { security?: Record<string, unknown>[]; 'x-role'?: string }>>;
      };
      const routes = Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { security = [] }]) =>
          security.some((each) => 'owner' in each) ? [`${method} ${path}`] : [],
        ),
      );
      expect([...routes].sort()).toEqual(Object.keys(TAKES).sort());
      for (const route of routes) {
        const [method = '', path = ''] = route.split(' ');
        expect([route, paths[path]?.[method]?.['x-role']]).toEqual([route, TAKES[route]]);
      }
      for (const route of routes) {
        const [method = '', path = ''] = route.split(' ');
        const needed = TAKES[route] ?? 'owner';
        const answer = await client.call({
          method: method.toUpperCase(),
          path: path.replace('{id}', 'nobody').replace('{deliveryId}', 'nobody'),
          bearer: key,
          ...(path.startsWith('/tokens') && { form: { token: 'x' } }),
        });
        const isAllowed = isEnough(role, needed);
        expect([route, answer.status === 403]).toEqual([route, !isAllowed]);
        if (isAllowed) continue;
        const detail = `This takes the role ${needed}; yours is ${role}`;
        expect(answer.body).toMatchObject({ code: 'forbidden', detail });
      }
    },
  );

  it('pair as an approver, which the trail says, and look at nothing but the mesh as a viewer', async () => {
    const [approver, viewer] = [await joined('approver', 'Anna'), await joined('viewer')];
    const device = new HttpClient(system.baseUrl, deviceAddress(1), 1);
    const { pairingId, token } = await start(client, approver.key);
    const { pin } = await connect(device, token);
    expect((await verify(client, viewer.key, { pairingId, pin })).status).toBe(403);
    expect((await verify(client, approver.key, { pairingId, pin })).status).toBe(200);
    await trailIsSettled(system);
    const { body } = await client.call({ path: `/audit/events?pairingId=${pairingId}`, bearer: viewer.key });
    const events = body.items as { type: string; actorname?: string }[];
    expect(events.filter(({ actorname }) => actorname === 'Anna').map(({ type }) => type)).toEqual([
      'TokenCreated',
      'PinVerified',
    ]);
    const nodes = (await client.call({ path: '/nodes', bearer: viewer.key })).body.items as { id: string }[];
    const remove = { method: 'DELETE', path: `/nodes/${nodes[0]?.id}` };
    for (const { key } of [approver, viewer])
      expect((await client.call({ ...remove, bearer: key })).status).toBe(403);
    device.close();
  });

  it('see their own keys and consoles, and an owner sees those of all', async () => {
    const [one, other] = [await joined('viewer', 'Eve'), await joined('viewer', 'Erik')];
    const keysOf = async (bearer: string): Promise<readonly { keyId: string; person: object | null }[]> =>
      (await client.call({ path: '/owner/keys', bearer })).body.items as {
        keyId: string;
        person: object | null;
      }[];
    expect(await keysOf(one.key)).toMatchObject([{ keyId: one.keyId, person: { name: 'Eve' } }]);
    expect((await keysOf(system.ownerKey)).map(({ keyId }) => keyId)).toEqual(
      expect.arrayContaining([one.keyId, other.keyId, 'test']),
    );
    const theirs = { method: 'DELETE', path: `/owner/keys/${other.keyId}` };
    expect((await client.call({ ...theirs, bearer: one.key })).status).toBe(404);
    const consoles = (await client.call({ path: '/owner/consoles', bearer: other.key })).body.items as {
      sessionId: string;
    }[];
    expect(consoles).toHaveLength(1);
    const console = { method: 'DELETE', path: `/owner/consoles/${consoles[0]?.sessionId}` };
    expect((await client.call({ ...console, bearer: one.key })).status).toBe(404);
    const all = { method: 'DELETE', path: '/owner/consoles', bearer: one.key };
    expect((await client.call(all)).status).toBe(204);
    const origin = { origin: system.baseUrl };
    expect((await client.call({ path: '/nodes', headers: { cookie: other.cookie, ...origin } })).status).toBe(
      200,
    );
    expect((await client.call({ ...console, bearer: system.ownerKey })).status).toBe(204);
  });

  it('are told apart in the console, by key and by cookie', async () => {
    const { key, cookie, personId } = await joined('approver', 'Anna');
    const says = { role: 'approver', person: { personId, name: 'Anna' } };
    for (const by of [{ bearer: key }, { headers: { cookie } }])
      expect((await client.call({ path: '/console/session', ...by })).body).toMatchObject(says);
    expect((await client.call({ path: '/console/session', bearer: system.ownerKey })).body).toMatchObject({
      role: 'owner',
      person: null,
    });
  });

  it('have another role within five seconds, and are out within five when they are removed, streams too', async () => {
    const anna = await joined('approver', 'Anna');
    const stream = new LiveStream(new URL('/audit/events', system.baseUrl), { cookie: anna.cookie });
    await waitFor(() => stream.opened === 200, { message: 'the trail is followed' });
    await asOwner('PATCH', `/owner/people/${anna.personId}`, { role: 'owner' });
    await isRefused(anna.key, 200, '/webhooks');
    await asOwner('PATCH', `/owner/people/${anna.personId}`, { role: 'viewer' });
    await isRefused(anna.key, 403, '/webhooks');
    expect((await asOwner('DELETE', `/owner/people/${anna.personId}`)).status).toBe(204);
    await isRefused(anna.key, 401);
    const headers = { cookie: anna.cookie };
    expect((await client.call({ path: '/nodes', headers })).status).toBe(401);
    await waitFor(() => stream.ended, { ...SOON, message: 'the stream ends' });
    stream.close();
    expect((await asOwner('DELETE', `/owner/people/${anna.personId}`)).status).toBe(404);
  });

  it('come by a link that shows what it is, once, for a while, until it is revoked', async () => {
    const made = await invite(client, system.ownerKey, { name: 'Bob', role: 'viewer', ttlSeconds: 60 });
    expect(made).toMatchObject({ status: 201, body: { name: 'Bob', role: 'viewer' } });
    const preview = (): ReturnType<HttpClient['call']> =>
      client.call({ method: 'POST', path: '/invitation/preview', json: { code: made.code } });
    for (let times = 0; times < 2; times += 1)
      expect((await preview()).body).toMatchObject({ name: 'Bob', role: 'viewer', invitedBy: null });
    const both = await Promise.all([
      acceptInvitation(client, made.code),
      acceptInvitation(client, made.code),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await preview()).status).toBe(404);
    const revoked = await invite(client, system.ownerKey, { name: 'Eve', role: 'owner' });
    const path = `/owner/people/invitations/${revoked.invitationId}`;
    expect((await asOwner('DELETE', path)).status).toBe(204);
    expect((await acceptInvitation(client, revoked.code)).status).toBe(404);
    expect(await system.dumpDatabase()).not.toContain(made.code);
    expect(system.logs()).not.toContain(made.code);
  });

  it('are invited from a console with a key of who asks, and not by its cookie alone', async () => {
    const anna = await joined('owner', 'Anna');
    const headers = { cookie: anna.cookie, origin: system.baseUrl };
    const send = (json: object): ReturnType<HttpClient['call']> =>
      client.call({ method: 'POST', path: '/owner/people/invitations', headers, json });
    const wanted = { name: 'Bob', role: 'owner' };
    expect((await send(wanted)).body).toMatchObject({ code: 'invalid_request' });
    expect((await send({ ...wanted, key: system.ownerKey })).status).toBe(400);
    expect((await send({ ...wanted, key: await addOwner(system, 'second') })).status).toBe(400);
    expect((await send({ ...wanted, key: anna.key })).status).toBe(201);
  });
});
