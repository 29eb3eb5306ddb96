import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEvent } from '@meshpair/contracts';
import type { RunningProcess } from '@meshpair/servers';
import {
  addOwner,
  HttpClient,
  pairDevice,
  type RunningSystem,
  startSystem,
  waitFor,
} from '@meshpair/testing';
import { Target, type Told, verified } from './target.js';
import { WebhookOwner } from './webhook-owner.js';
import { forgetQueues, startWebhooks } from './webhooks-mesh.js';

const newSecret = (): string => randomBytes(32).toString('base64url');
const QUICK = Array.from({ length: 200 }, (_, attempt) => Math.min(attempt * 50, 400));

describe('webhooks', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let target: Target;
  let service: RunningProcess;
  let secret: string;
  let owner: WebhookOwner;
  const lines: string[] = [];

  /** What a target is told of the next change. */
  const nextAt = async (path: string): Promise<Told> => {
    const { id } = await owner.rename();
    return waitFor(() => target.at(path).find(({ headers }) => headers['webhook-id'] === id), {
      message: `${id} at ${path}`,
    });
  };
  const eventIds = (told: readonly Told[]): readonly unknown[] =>
    told.map(({ headers }) => headers['webhook-id']);

  beforeAll(async () => {
    secret = newSecret();
    target = await Target.open();
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    client = new HttpClient(system.baseUrl);
    service = await startWebhooks(system, lines, { delaysMs: QUICK, secret });
    owner = await WebhookOwner.withDevice(system.baseUrl, client, system.ownerKey);
  });

  beforeEach(async () => {
    target.answer = () => ({ status: 204 });
    await owner.removeAll();
  });

  afterAll(async () => {
    await service?.stop();
    client?.close();
    await system?.stop();
    await target?.close();
  });

  it('tell a signed CloudEvent of what happens from then on, of the wanted types only', async () => {
    const webhook = await owner.create({ url: target.urlOf('/signed'), events: ['DeviceRegistered'] });
    await pairDevice(system.baseUrl, client, system.ownerKey, 2);
    const happened = await waitFor(async () =>
      (await owner.trail('DeviceRegistered')).find(
        ({ data }) => (data['node'] as { name: string }).name === 'Phone 2',
      ),
    );
    const told = await waitFor(() =>
      target.at('/signed').find(({ headers }) => headers['webhook-id'] === happened.id),
    );
    const event = verified(told, webhook.secret);
    expect(told.headers['content-type']).toMatch(/^application\/cloudevents\+json/);
    expect(event).toEqual(happened);
    expect(AuditEvent.parse(event)).toEqual(event);
    expect(told.headers['webhook-id']).toBe(event['id']);
    expect(() => verified(told, `whsec_${randomBytes(32).toString('base64')}`)).toThrow(
      'No matching signature',
    );
    const delivery = await waitFor(async () =>
      (await owner.deliveries(webhook)).find(
        ({ eventId, state }) => eventId === happened.id && state === 'delivered',
      ),
    );
    expect(delivery).toMatchObject({ type: 'DeviceRegistered', status: 204, error: null });
    const types = target.at('/signed').map(({ body }) => (JSON.parse(body) as AuditEvent).type);
    expect(new Set(types)).toEqual(new Set(['DeviceRegistered']));
  });

  it('lose nothing while a target fails, its worker is killed and Redis forgets: each event comes, once by its id', async () => {
    const webhook = await owner.create({ url: target.urlOf('/failing'), events: ['NodeRenamed'] });
    target.answer = () => ({ status: 503, body: 'not now' });
    const wanted: string[] = [];
    for (let count = 0; count < 20; count += 1) wanted.push((await owner.rename()).id);
    await target.untilTold('/failing', 20);
    await service.kill();
    await forgetQueues(system);
    for (let count = 0; count < 20; count += 1) wanted.push((await owner.rename()).id);
    service = await startWebhooks(system, lines, { delaysMs: QUICK, secret });
    await target.untilTold('/failing', 45);
    await forgetQueues(system);
    const failed = target.at('/failing').length;
    target.answer = () => ({ status: 200 });
    const accepted = (): readonly Told[] => target.at('/failing').slice(failed);
    await waitFor(() => wanted.every((id) => eventIds(accepted()).includes(id)), {
      message: 'every event is accepted',
    });
    for (const told of accepted()) verified(told, webhook.secret);
    await waitFor(async () => (await owner.deliveries(webhook)).every(({ state }) => state === 'delivered'));
    const log = await owner.deliveries(webhook);
    expect(log.length).toBeGreaterThanOrEqual(40);
    expect(log.map(({ lastAttempts }) => lastAttempts.at(-1))).toEqual(
      log.map(({ lastAttemptAt }) => ({ at: lastAttemptAt, status: 200, error: null })),
    );
    expect(log.some(({ lastAttempts: [first] }) => first?.status === 503)).toBe(true);
  });

  it('sign by both secrets while one is rotated', async () => {
    const webhook = await owner.create({ url: target.urlOf('/rotated'), events: ['NodeRenamed'] });
    const { body } = await owner.call('POST', `/webhooks/${webhook.id}/secret`, { graceSeconds: 60 });
    const both = await nextAt('/rotated');
    expect(verified(both, webhook.secret)).toEqual(verified(both, String(body.secret)));
    const own = `whsec_${randomBytes(24).toString('base64')}`;
    const last = await owner.call('POST', `/webhooks/${webhook.id}/secret`, { secret: own, graceSeconds: 0 });
    expect(last.body).toMatchObject({ secret: own, previousSecretUntil: null });
    const one = await nextAt('/rotated');
    expect(verified(one, own)).toMatchObject({ type: 'NodeRenamed' });
    expect(() => verified(one, String(body.secret))).toThrow();
  });

  it.each([
    ['cloudevents', undefined, /^\{"specversion".*"WebhookTest"/, {}],
    [
      'ntfy',
      'tk_secret_token',
      /^A test of this webhook/,
      { authorization: 'Bearer tk_secret_token', title: 'Meshpair' },
    ],
    ['gotify', 'AbCdEf_token', /^\{"title":"Meshpair","message":"A test/, { 'x-gotify-key': 'AbCdEf_token' }],
    ['slack', undefined, /^\{"text":"A test of this webhook/, { 'content-type': 'application/json' }],
  ])('arrive in the shape of %s when they are tried', async (shape, token, body, headers) => {
    const path = `/${shape}`;
    const webhook = await owner.create({ url: target.urlOf(path), shape, token, events: ['NodeRenamed'] });
    const answer = await owner.call('POST', `/webhooks/${webhook.id}/test`);
    expect([answer.status, answer.body.type]).toEqual([202, 'WebhookTest']);
    const told = await waitFor(() =>
      target.at(path).find(({ headers: sent }) => sent['webhook-id'] === answer.body.eventId),
    );
    expect(told).toMatchObject({ body: expect.stringMatching(body), headers });
    const renamed = await nextAt(path);
    if (shape !== 'cloudevents') expect(renamed.body).toContain('Is the new name of');
  });

  it('are sent again one by one, and from a time on, under the ids that the events have', async () => {
    const earlier = await owner.rename();
    const webhook = await owner.create({ url: target.urlOf('/again'), events: ['NodeRenamed'] });
    const { headers } = await nextAt('/again');
    const id = headers['webhook-id'];
    const delivery = await waitFor(async () => {
      const log = await owner.deliveries(webhook);
      return log.every(({ state }) => state === 'delivered') && log.find(({ eventId }) => eventId === id);
    });
    const path = `/webhooks/${webhook.id}`;
    const before = target.at('/again').length;
    const again = async (count: number): Promise<ReadonlySet<unknown>> =>
      new Set(eventIds((await target.untilTold('/again', before + count)).slice(before)));
    expect((await owner.call('POST', `${path}/deliveries/${delivery.id}/resend`)).status).toBe(202);
    expect(await again(1)).toEqual(new Set([id]));
    expect(await owner.call('POST', `${path}/replay`, { since: earlier.time })).toMatchObject({
      status: 202,
      body: { events: 2 },
    });
    expect(await again(3)).toEqual(new Set([earlier.id, id]));
  });

  it('are disabled by a target that is gone, which is told to the others', async () => {
    const gone = await owner.create({ url: target.urlOf('/gone'), events: ['NodeRenamed'] });
    await owner.create({ url: target.urlOf('/other'), events: ['WebhookDisabled', 'WebhookChanged'] });
    target.answer = ({ path }) => (path === '/gone' ? { status: 410, body: 'no more' } : { status: 204 });
    await owner.rename();
    const told = await waitFor(() =>
      target.at('/other').find(({ body }) => body.includes('WebhookDisabled')),
    );
    const data = { webhookId: gone.id, origin: new URL(gone.url).origin, reason: 'gone' };
    expect(JSON.parse(told.body)).toMatchObject({ type: 'WebhookDisabled', actorkind: 'mesh', data });
    expect((await owner.call('GET', `/webhooks/${gone.id}`)).body).toMatchObject({
      enabled: false,
      disabledReason: 'gone',
    });
    expect((await owner.call('POST', `/webhooks/${gone.id}/test`)).body.code).toBe('invalid_transition');
    await owner.rename();
    target.answer = () => ({ status: 204 });
    await owner.call('PATCH', `/webhooks/${gone.id}`, { enabled: true });
    await waitFor(() => target.at('/other').some(({ body }) => body.includes('WebhookChanged')));
    await nextAt('/gone');
    expect(await owner.trail('WebhookChanged')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          subject: gone.id,
          data: expect.objectContaining({ changes: ['enabled'] }),
        }),
      ]),
    );
  });

  it('follow no redirect, and keep how an answer begins', async () => {
    const webhook = await owner.create({ url: target.urlOf('/moved'), events: ['NodeRenamed'] });
    target.answer = () => ({
      status: 302,
      headers: { location: target.urlOf('/inside') },
      body: 'x'.repeat(2_000),
    });
    await nextAt('/moved');
    await target.untilTold('/moved', 2);
    const delivery = (await owner.deliveries(webhook)).find(({ attempts }) => attempts > 0);
    expect(delivery).toMatchObject({ state: 'pending', status: 302, answer: 'x'.repeat(512) });
    expect(target.at('/inside')).toEqual([]);
  });

  it('are refused with the field that is wrong, to an address of the inside among others, and one too many', async () => {
    const url = target.urlOf('/x');
    const refusals = [
      [{ url: 'http://10.0.0.1/' }, 'url'],
      [{ url: 'http://2130706434/' }, 'url'],
      [{ url: 'http://[::1]/' }, 'url'],
      [{ url: 'https://user:pass@example.org/' }, 'url'],
      [{ url, events: ['Nothing'] }, 'events.0'],
      [{ url, secret: 'whsec_c2hvcnQ=' }, 'secret'],
      [{ url, token: 'abc' }, 'token'],
      [{ url, shape: 'fax' }, 'shape'],
      // Off unless the operator says how to be reached.
      [{ url, shape: 'webpush' }, 'shape'],
    ] as const;
    for (const [body, field] of refusals) {
      const answer = await owner.call('POST', '/webhooks', body);
      expect(answer).toMatchObject({ status: 400, body: { errors: [expect.objectContaining({ field })] } });
    }
    expect((await owner.call('GET', '/webhooks/push-key')).body).toEqual({ publicKey: null });
    for (let count = 0; count < 20; count += 1) await owner.create({ url });
    expect(await owner.call('POST', '/webhooks', { url })).toMatchObject({
      status: 409,
      body: { code: 'webhook_limit' },
    });
  });

  it('are their owner’s alone', async () => {
    const { id } = await owner.create({ url: target.urlOf('/mine'), events: ['NodeRenamed'] });
    await owner.rename();
    const [delivery] = await waitFor(
      async () => (await owner.deliveries({ id })).length > 0 && owner.deliveries({ id }),
    );
    const stranger = await addOwner(system, 'stranger');
    const tries = [
      ['GET', `/webhooks/${id}`],
      ['PATCH', `/webhooks/${id}`, { enabled: false }],
      ['DELETE', `/webhooks/${id}`],
      ['POST', `/webhooks/${id}/secret`, {}],
      ['POST', `/webhooks/${id}/test`],
      ['GET', `/webhooks/${id}/deliveries`],
      ['POST', `/webhooks/${id}/deliveries/${delivery?.id}/resend`],
      ['POST', `/webhooks/${id}/replay`, { since: new Date(0).toISOString() }],
    ] as const;
    for (const [method, path, json] of tries)
      expect((await owner.call(method, path, json, stranger)).status).toBe(404);
    expect((await owner.call('GET', '/webhooks', undefined, stranger)).body.items).toEqual([]);
    expect((await owner.call('GET', `/webhooks/${id}`)).body.enabled).toBe(true);
  });

  it('leave no secret in database, events and logs, and are read under a new WEBHOOK_SECRET', async () => {
    const [token, path] = ['tk_very_secret', '/services/T0/B0/very-secret-path'];
    const webhook = await owner.create({
      url: target.urlOf(path),
      shape: 'ntfy',
      token,
      events: ['NodeRenamed'],
    });
    target.answer = ({ headers }) => ({ status: 200, body: `you sent ${headers.authorization} to ${path}` });
    await owner.rename();
    await waitFor(async () => (await owner.deliveries(webhook))[0]?.state === 'delivered');
    expect((await owner.deliveries(webhook))[0]?.answer).toMatch(/^you sent/);
    await service.stop();
    const next = newSecret();
    service = await startWebhooks(system, lines, { delaysMs: QUICK, secret: next, previous: secret });
    secret = next;
    await service.stop();
    service = await startWebhooks(system, lines, { delaysMs: QUICK, secret });
    expect((await owner.call('GET', `/webhooks/${webhook.id}`)).body).toMatchObject({
      url: webhook.url,
      hasToken: true,
    });
    await owner.call('PATCH', `/webhooks/${webhook.id}`, { shape: 'cloudevents' });
    verified(await nextAt(path), webhook.secret);
    const everything = [await system.dumpDatabase(), system.logs(), lines.join('\n')].join('\n');
    for (const hidden of [webhook.secret, webhook.secret.slice(6), token, path.slice(1)])
      expect(everything).not.toContain(hidden);
    expect((await owner.call('GET', '/audit/events?last=500')).text).not.toContain(path);
  });
});
