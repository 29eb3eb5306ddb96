import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Flow,
  type HttpAnswer,
  HttpClient,
  LiveStream,
  pairDevice,
  type RunningSystem,
  startSystem,
  trailIsSettled,
  waitFor,
} from '@meshpair/testing';

const idOf = ({ claim }: Flow): string => (claim.body.node as { id: string }).id;

describe('many nodes at once', () => {
  let system: RunningSystem;
  let http: HttpClient;
  let devices = 0;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    http = new HttpClient(system.baseUrl);
  }, 120_000);
  afterAll(async () => {
    http?.close();
    await system?.stop();
  });

  const ask = (method: string, path: string, json?: unknown): Promise<HttpAnswer> =>
    http.call({ method, path, bearer: system.ownerKey, json });
  const pair = (): Promise<Flow> => pairDevice(system.baseUrl, http, system.ownerKey, (devices += 1));
  const tag = (flow: Flow, ...tags: string[]): Promise<HttpAnswer> =>
    ask('PATCH', `/nodes/${idOf(flow)}`, { tags });
  const remove = (...flows: Flow[]): Promise<HttpAnswer> =>
    ask('POST', '/nodes/removals', { nodes: { ids: flows.map(idOf) } });
  const statusOf = async (bearer: string, path = '/me'): Promise<number> =>
    (await http.call({ path, bearer })).status;
  const peersOf = async (flow: Flow): Promise<readonly string[]> => {
    const { body } = await http.call({ path: '/me/peers', bearer: flow.secrets.sessionToken });
    return (body.items as { id: string; role: string }[])
      .filter(({ role }) => role === 'device')
      .map(({ id }) => id);
  };
  const isActive = async (token: string): Promise<unknown> =>
    (
      await http.call({
        method: 'POST',
        path: '/tokens/introspect',
        bearer: system.ownerKey,
        form: { token },
      })
    ).body.active;
  const isGone = (flow: Flow) => async (): Promise<boolean> =>
    (await ask('GET', `/nodes/${idOf(flow)}`)).status === 404;

  it('are seen online for a heartbeat, and found by status, platform and tag', async () => {
    const one = await pair();
    const node = async (): Promise<Record<string, unknown>> => (await ask('GET', `/nodes/${idOf(one)}`)).body;
    expect(await node()).toMatchObject({ status: 'seen', tags: [] });
    await http.call({ method: 'POST', path: '/me/heartbeat', bearer: one.secrets.sessionToken });
    expect(await node()).toMatchObject({ status: 'online' });
    expect((await tag(one, 'tv', 'guest')).body).toMatchObject({ tags: ['guest', 'tv'] });
    const own = await http.call({ path: '/me', bearer: one.secrets.sessionToken });
    expect(own.body).toMatchObject({ id: idOf(one), tags: ['guest', 'tv'] });
    const found = await ask('GET', '/nodes?tag=tv&status=online');
    expect(found.body).toMatchObject({ total: 1, items: [{ id: idOf(one), status: 'online' }] });
    expect((await ask('GET', '/owner/facets')).body).toMatchObject({ tags: ['guest', 'tv'] });
    for (const tags of [['TV'], ['a', 'a'], ['a b'], Array.from({ length: 17 }, (_, index) => `t${index}`)])
      expect((await tag(one, ...tags)).status).toBe(400);
  });

  it('see each other as the policy says, from the next look on', async () => {
    const [phone, tv, guest] = [await pair(), await pair(), await pair()];
    await tag(phone, 'phone');
    await tag(tv, 'screen');
    const all = await peersOf(guest);
    expect(all).toEqual(expect.arrayContaining([idOf(phone), idOf(tv)]));
    expect((await ask('GET', '/owner/policy')).body).toEqual({ rules: [{ from: '*', to: '*' }] });
    const rules = [{ from: 'phone', to: 'screen' }];
    expect((await ask('PUT', '/owner/policy', { rules })).body).toEqual({ rules });
    expect(await peersOf(phone)).toEqual([idOf(tv)]);
    expect(await peersOf(tv)).toEqual([]);
    expect(await peersOf(guest)).toEqual([]);
    await tag(guest, 'phone');
    expect(await peersOf(guest)).toEqual([idOf(tv)]);
    expect((await ask('PUT', '/owner/policy', { rules: [{ from: 'Phone', to: '*' }] })).status).toBe(400);
    await ask('PUT', '/owner/policy', { rules: [{ from: '*', to: '*' }] });
    expect(await peersOf(guest)).toEqual(all);
    const form = { token: tv.secrets.peerToken };
    await http.call({ method: 'POST', path: '/tokens/revoke', bearer: system.ownerKey, form });
    expect(await peersOf(guest)).not.toContain(idOf(tv));
  });

  it('tell how they are reached to those who see them, who hear that there is something to list', async () => {
    const [phone, tv, guest] = [await pair(), await pair(), await pair()];
    await tag(phone, 'phone');
    await tag(tv, 'screen');
    await ask('PUT', '/owner/policy', { rules: [{ from: 'phone', to: 'screen' }] });
    const describeSelf = (flow: Flow, json: unknown): Promise<HttpAnswer> =>
      http.call({ method: 'PATCH', path: '/me', bearer: flow.secrets.sessionToken, json });
    const peers = async (flow: Flow): Promise<unknown> =>
      (await http.call({ path: '/me/peers', bearer: flow.secrets.sessionToken })).body['items'];
    const authorization = `Bearer ${phone.secrets.sessionToken}`;
    const stream = new LiveStream(new URL('/me/peers/events', system.baseUrl), { authorization });
    await waitFor(() => stream.events.length > 0, { message: 'it is told to list at once' });
    const heard = stream.events.length;

    const tunnel = {
      wireguardKey: 'hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=',
      endpoints: ['10.0.0.7:51820'],
    };
    const { tunnelAddress } = (await describeSelf(tv, tunnel)).body;
    await waitFor(() => stream.events.length > heard, { timeoutMs: 5_000, message: 'it hears of it' });
    stream.close();
    expect(stream.events.map(({ data }) => data)).toEqual(
      stream.events.map(() => ({ type: 'PeersChanged' })),
    );
    expect(await peers(phone)).toMatchObject([{ id: idOf(tv), ...tunnel, tunnelAddress }]);
    expect(await peers(guest)).toEqual([]);
    expect((await ask('GET', `/nodes/${idOf(tv)}`)).body).toMatchObject({ ...tunnel, tunnelAddress });

    expect(await describeSelf(guest, tunnel)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    for (const wrong of [
      {},
      { wireguardKey: 'x' },
      { endpoints: ['tv.local:1'] },
      { tunnelAddress: 'fd00::1' },
    ])
      expect((await describeSelf(guest, wrong)).status).toBe(400);
    expect((await describeSelf(tv, { wireguardKey: null })).body).toMatchObject({
      ...tunnel,
      wireguardKey: null,
    });
    await ask('PUT', '/owner/policy', { rules: [{ from: '*', to: '*' }] });
  });

  it('are changed by what they match, and only while as many match as were counted', async () => {
    const { total } = (await ask('GET', '/nodes?q=phone')).body as { total: number };
    const change = (count: number): Promise<HttpAnswer> =>
      ask('PATCH', '/nodes', { nodes: { matching: { q: 'phone' }, count }, addTags: ['all'] });
    const refused = await change(total + 1);
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'conflict', count: total }]);
    expect((await ask('GET', '/nodes?tag=all')).body).toMatchObject({ total: 0 });
    expect((await change(total)).body).toEqual({ changed: total, skipped: [] });
    expect((await ask('GET', '/nodes?tag=all')).body).toMatchObject({ total });
    expect((await ask('PATCH', '/nodes', { nodes: { ids: ['nobody'] }, addTags: ['x'] })).status).toBe(404);
    expect((await ask('PATCH', '/nodes', { nodes: { ids: ['nobody'] } })).status).toBe(400);
  });

  it('are shut out as soon as they are removed, and are as they were when that is undone', async () => {
    const [one, other] = [await pair(), await pair()];
    await tag(one, 'kept');
    const before = (await ask('GET', `/nodes/${idOf(one)}`)).body;
    const removal = await remove(one);
    expect(removal).toMatchObject({ status: 201, body: { nodes: 1, skipped: [] } });
    const { sessionToken, peerToken } = one.secrets;
    expect([await statusOf(sessionToken), await isActive(sessionToken), await isActive(peerToken)]).toEqual([
      401,
      false,
      false,
    ]);
    expect(await peersOf(other)).not.toContain(idOf(one));
    expect((await ask('GET', `/nodes/${idOf(one)}`)).body).toMatchObject({ status: 'suspended' });
    expect((await ask('PATCH', `/nodes/${idOf(one)}`, { name: 'x' })).status).toBe(404);
    const undo = (): Promise<HttpAnswer> =>
      ask('DELETE', `/nodes/removals/${String(removal.body.removalId)}`);
    expect((await undo()).body).toEqual({ restored: 1 });
    expect((await ask('GET', `/nodes/${idOf(one)}`)).body).toEqual(before);
    expect([await statusOf(sessionToken), await isActive(peerToken)]).toEqual([200, true]);
    expect((await undo()).status).toBe(404);
  });

  it('are gone after ten seconds, also when the registry was killed meanwhile', async () => {
    const [one, other] = [await pair(), await pair()];
    const { removalId, undoUntil } = (await remove(one)).body as Record<string, string>;
    await system.killService('registry');
    await waitFor(() => Date.now() > Date.parse(undoUntil ?? ''), { message: 'its time is over' });
    await system.startService('registry');
    await waitFor(isGone(one), { message: 'it is removed after the restart' });
    expect(await statusOf(one.secrets.sessionToken)).toBe(401);
    expect((await ask('DELETE', `/nodes/removals/${removalId}`)).status).toBe(404);
    await remove(other);
    await waitFor(isGone(other), { message: 'it is removed without a restart' });
    await trailIsSettled(system);
    const { body } = await ask('GET', `/audit/events?type=NodeRemoved&nodeId=${idOf(one)}`);
    expect(body.items).toMatchObject([{ actorkind: 'owner', data: { removalId } }]);
  });
});
