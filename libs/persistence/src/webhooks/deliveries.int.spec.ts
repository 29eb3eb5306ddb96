import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { LOGGED_ATTEMPTS, type MeshEvent, meshEvent, type Verdict } from '@meshpair/domain';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { createDataSource, poolOf } from '../data-source.js';
import type { DueDelivery, TakenDelivery, ToldEvent } from './deliveries.js';
import { PostgresDeliveries } from './postgres-deliveries.js';
import { PostgresWebhooks } from './postgres-webhooks.js';
import type { WebhookRecord } from './webhooks.js';

const NOON = new Date('2026-11-29T12:00:00Z');
const after = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000);
const DISTANT = new Date(0);

const webhookOf = (more: Partial<WebhookRecord> = {}): WebhookRecord => ({
  id: 'w1',
  ownerId: 'ada',
  origin: 'https://example.org',
  sealed: 'v1.key.text',
  events: [],
  shape: 'cloudevents',
  disabledReason: null,
  failingSince: null,
  createdAt: NOON,
  updatedAt: NOON,
  ...more,
});

const eventOf = (id: string, more: Partial<ToldEvent> = {}): ToldEvent => ({
  id,
  type: 'NodeRenamed',
  subject: 'n1',
  time: after(5).toISOString(),
  ownerid: 'ada',
  ...more,
});

const AGAIN: Verdict = { delivery: { state: 'pending', dueAt: after(60) }, failingSince: after(10) };
const ARRIVED: Verdict = { delivery: { state: 'delivered' }, failingSince: null };

describe('deliveries', () => {
  let database: TestDatabase;
  let source: DataSource;
  let webhooks: PostgresWebhooks;
  let deliveries: PostgresDeliveries;

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await createDataSource(database.url, 'webhooks').initialize();
    webhooks = new PostgresWebhooks(poolOf(source));
    deliveries = new PostgresDeliveries(poolOf(source));
  });
  beforeEach(async () => {
    await database.query('truncate webhooks.targets, registry.mesh_events cascade');
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  const register = (more: Partial<WebhookRecord> = {}): Promise<unknown> =>
    webhooks.add({ after: webhookOf(more), events: [] }, 20);
  const tell = (...events: readonly ToldEvent[]): Promise<readonly DueDelivery[]> =>
    deliveries.addForEvents(events, after(6), DISTANT);
  const takeOne = async (seconds = 7): Promise<TakenDelivery> => {
    const [due] = await deliveries.due(after(seconds), 1);
    const taken = due && (await deliveries.take(due.id, after(seconds), after(seconds + 30)));
    if (!taken) throw new Error('nothing was taken');
    return taken;
  };
  const settle = (delivery: TakenDelivery, verdict: Verdict): Promise<Verdict | undefined> =>
    deliveries.settle({
      delivery,
      attempt: { at: after(10), status: 500, answer: 'no', error: null },
      judge: () => verdict,
    });

  it('are made once for each webhook and event that it wants', async () => {
    await register({ id: 'all' });
    await register({ id: 'filtered', events: ['NodeRemoved'] });
    await register({ id: 'off', disabledReason: 'owner' });
    await register({ id: 'other', ownerId: 'bob' });
    expect(await tell(eventOf('e1'), eventOf('e2', { type: 'NodeRemoved' }))).toHaveLength(3);
    expect(await tell(eventOf('e1'), eventOf('e2', { type: 'NodeRemoved' }))).toEqual([]);
    const log = async (id: string): Promise<unknown> =>
      (await deliveries.list(id, { limit: 10 })).map(({ eventId }) => eventId);
    expect([await log('all'), await log('filtered'), await log('off'), await log('other')]).toEqual([
      ['e2', 'e1'],
      ['e2'],
      [],
      [],
    ]);
  });

  it('are not made of what was before the webhook, is older than the log, or is of the webhook itself', async () => {
    await register();
    const early = eventOf('e1', { time: after(-2).toISOString() });
    expect(await tell(early, eventOf('e2', { subject: 'w1', type: 'WebhookChanged' }))).toEqual([]);
    expect(await deliveries.addForEvents([eventOf('e3')], after(6), after(6))).toEqual([]);
  });

  it('are not made of what was while the webhook was disabled', async () => {
    await register({ disabledReason: 'owner' });
    const enabled = webhookOf({ updatedAt: after(60) });
    await webhooks.revise('ada', 'w1', () => ({ after: enabled, events: [] }));
    const renamed = { ...enabled, events: [], updatedAt: after(90) };
    await webhooks.revise('ada', 'w1', () => ({ after: renamed, events: [] }));
    const then = eventOf('e2', { time: after(61).toISOString() });
    expect(await tell(eventOf('e1'), then)).toHaveLength(1);
    expect(await deliveries.list('w1', { limit: 10 })).toMatchObject([{ eventId: 'e2' }]);
  });

  it('are in one hand at a time, and in the next when that one does not come back', async () => {
    await register();
    const [due] = await tell(eventOf('e1'));
    const { id = '' } = due ?? {};
    const take = (from: number, until: number): Promise<TakenDelivery | undefined> =>
      deliveries.take(id, after(from), after(until));
    const taken = await Promise.all([take(7, 37), take(7, 37), take(7, 37)]);
    expect(taken.filter(Boolean)).toMatchObject([{ eventId: 'e1', attempts: 0, webhook: webhookOf() }]);
    expect(await deliveries.due(after(36), 10)).toEqual([]);
    expect(await deliveries.due(after(37), 10)).toEqual([{ id, attempts: 0, dueAt: after(6) }]);
    expect(await take(37, 67)).toMatchObject({ id });
  });

  it('wait for their time, and for no further attempt once they have arrived', async () => {
    await register();
    await tell(eventOf('e1'));
    await settle(await takeOne(), AGAIN);
    expect(await deliveries.due(after(59), 10)).toEqual([]);
    expect((await webhooks.find('ada', 'w1'))?.failingSince).toEqual(after(10));
    await settle(await takeOne(60), ARRIVED);
    expect(await deliveries.list('w1', { limit: 1 })).toMatchObject([
      { state: 'delivered', attempts: 2, status: 500, answer: 'no', lastAttemptAt: after(10) },
    ]);
    const logged = { at: after(10).toISOString(), status: 500, error: null };
    expect((await deliveries.list('w1', { limit: 1 }))[0]?.lastAttempts).toEqual([logged, logged]);
    expect((await webhooks.find('ada', 'w1'))?.failingSince).toBeNull();
    expect(await deliveries.due(after(9_999), 10)).toEqual([]);
  });

  it('keep what came of each of the newest attempts, also when they are sent again', async () => {
    await register();
    const [due] = await tell(eventOf('e1'));
    const id = due?.id ?? '';
    for (let second = 1; second <= LOGGED_ATTEMPTS + 2; second += 1) {
      await deliveries.resend('w1', id, after(second));
      const attempt = { at: after(second), status: null, answer: null, error: `lost ${second}` };
      await deliveries.settle({ delivery: await takeOne(100), attempt, judge: () => ARRIVED });
    }
    const [{ lastAttempts = [] } = {}] = await deliveries.list('w1', { limit: 1 });
    expect(lastAttempts).toHaveLength(LOGGED_ATTEMPTS);
    expect(lastAttempts[0]).toEqual({ at: after(3).toISOString(), status: null, error: 'lost 3' });
    expect(lastAttempts.at(-1)).toMatchObject({ error: `lost ${LOGGED_ATTEMPTS + 2}` });
  });

  it('end with their webhook when that is disabled, which is recorded once, with it', async () => {
    await register();
    await tell(eventOf('e1'), eventOf('e2'), eventOf('e3'));
    const [one, other] = [await takeOne(), await takeOne()];
    const failing: Verdict = { ...AGAIN, delivery: { state: 'failed' }, disables: 'failing' };
    await settle(one, failing);
    await settle(other, failing);
    expect((await webhooks.find('ada', 'w1'))?.disabledReason).toBe('failing');
    expect((await deliveries.count(after(10))).counts).toEqual({ pending: 0, delivered: 0, failed: 3 });
    const recorded = await database.query('select event from registry.mesh_events');
    expect(recorded).toEqual([
      {
        event: {
          type: 'WebhookDisabled',
          ownerId: 'ada',
          subject: 'w1',
          actor: { kind: 'mesh' },
          occurredAt: after(10).toISOString(),
          data: { webhookId: 'w1', origin: 'https://example.org', reason: 'failing' },
        },
      },
    ]);
  });

  it('are sent again under the ids that they have, and are counted and forgotten', async () => {
    await register();
    await tell(eventOf('e1'));
    await settle(await takeOne(), ARRIVED);
    expect(await deliveries.addAgain('w1', [eventOf('e1'), eventOf('e0')], after(100))).toHaveLength(2);
    expect(await deliveries.count(after(160))).toEqual({
      counts: { pending: 2, delivered: 0, failed: 0 },
      overdueSeconds: 60,
    });
    await settle(await takeOne(100), ARRIVED);
    expect(await deliveries.prune(after(99), 10)).toBe(1);
    expect(await deliveries.list('w1', { limit: 10 })).toMatchObject([{ eventId: 'e0', state: 'pending' }]);
  });

  it('go with their webhook, and an owner has no more webhooks than may be', async () => {
    const added = await Promise.all(
      ['w1', 'w2', 'w3', 'w4'].map((id) => webhooks.add({ after: webhookOf({ id }), events: [] }, 2)),
    );
    expect(added.sort()).toEqual(['added', 'added', 'too_many', 'too_many']);
    await tell(eventOf('e1'));
    const { id = '' } = (await webhooks.list('ada'))[0] ?? {};
    const removed = ({ ownerId, origin }: WebhookRecord): MeshEvent =>
      meshEvent(
        'WebhookRemoved',
        id,
        { ownerId, actor: { kind: 'owner' }, now: NOON },
        { webhookId: id, origin },
      );
    expect(await webhooks.remove('bob', id, removed)).toBe(false);
    expect(await webhooks.remove('ada', id, removed)).toBe(true);
    expect((await deliveries.count(NOON)).counts.pending).toBe(1);
  });
});
