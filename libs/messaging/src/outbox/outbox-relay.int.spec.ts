import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { type CloudEvent, EVENT_STREAM } from '@meshpair/contracts';
import type { PairingEvent } from '@meshpair/domain';
import { createDataSource, poolOf, PostgresOutboxStore, type ReopenableOutbox } from '@meshpair/persistence';
import { createTestDatabase, type TestDatabase, waitFor } from '@meshpair/testing';
import { ensureEventStream } from '../events/ensure-event-stream.js';
import { StreamKeeper } from '../events/stream-keeper.js';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { type OwnNats, startOwnNats } from '../nats/own-nats.spec.js';
import { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.js';

const HOUR_MS = 3_600_000;
const INSERT = `
  insert into pairing.pairing_events (pairing_id, owner_id, sequence, type, occurred_at, event)
  select event ->> 'pairingId', 'owner', (event ->> 'sequence')::int, event ->> 'type', now(), event
    from jsonb_array_elements($1::jsonb) with ordinality as given (event, place) order by place`;

const silent = { log: () => undefined, error: () => undefined, warn: () => undefined };

/** Interleaves the events of several pairings as commits would. */
const eventsOf = (pairingIds: readonly string[], upTo: number): PairingEvent[] =>
  Array.from({ length: upTo }, (_, index) => index + 1).flatMap((sequence) =>
    pairingIds.map((pairingId) => ({
      type: 'PairingFailed' as const,
      pairingId,
      ownerId: 'owner',
      sequence,
      occurredAt: new Date(),
      data: { reason: 'cancelled', stateAtFailure: 'TokenCreated' } as never,
    })),
  );

const pairings = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

const idsOf = (events: readonly PairingEvent[]): string[] =>
  events.map(({ pairingId, sequence }) => `${pairingId}.${sequence}`);

describe('OutboxRelay', () => {
  let nats: OwnNats;
  let connection: NatsConnection;
  let database: TestDatabase;
  let source: Awaited<ReturnType<ReturnType<typeof createDataSource>['initialize']>>;
  const relays: OutboxRelay[] = [];

  const outbox = (): PostgresOutboxStore =>
    new PostgresOutboxStore(poolOf(source), database.url, 'pairing.pairing_events');

  /** The outbox, with some of what it does done otherwise. */
  const outboxWith = (other: Partial<ReopenableOutbox>): ReopenableOutbox => Object.assign(outbox(), other);

  function startRelay(
    store: ReopenableOutbox = outbox(),
    more: Partial<OutboxRelayOptions> = {},
  ): OutboxRelay {
    const relay = new OutboxRelay({
      store,
      connection,
      source: '/meshpair/pairing',
      logger: silent,
      pollMs: HOUR_MS,
      ...more,
    });
    relay.start();
    relays.push(relay);
    return relay;
  }

  const commit = (events: readonly PairingEvent[]): Promise<unknown> =>
    database.query(INSERT, [JSON.stringify(events)]);

  const unpublished = async (): Promise<number> => (await outbox().readUnpublished(10_000)).length;

  async function inStream(): Promise<CloudEvent[]> {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(EVENT_STREAM);
    const sequences = Array.from(
      { length: state.last_seq - state.first_seq + 1 },
      (_, index) => state.first_seq + index,
    );
    const messages = await Promise.all(
      sequences.map((seq) => manager.streams.getMessage(EVENT_STREAM, { seq })),
    );
    return messages.flatMap((message) => (message ? [message.json<CloudEvent>()] : []));
  }

  /** Each event is in the stream exactly once, and in order within its pairing. */
  async function expectOnceAndInOrder(events: readonly PairingEvent[]): Promise<void> {
    const wanted = new Set(events.map(({ pairingId }) => pairingId));
    const stored = (await inStream()).filter(({ subject }) => wanted.has(subject));
    expect(stored.map(({ id }) => id).sort()).toEqual(idsOf(events).sort());
    for (const pairingId of wanted) {
      const sequences = stored.filter(({ subject }) => subject === pairingId).map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    }
  }

  beforeAll(async () => {
    [nats, database] = await Promise.all([startOwnNats(), createTestDatabase()]);
    source = await createDataSource(database.url, 'pairing').initialize();
    connection = await connect(natsConnectionOptions(nats.url, 'test'));
    await ensureEventStream(connection, { replicas: 1, retentionDays: 1 });
  });

  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  });

  afterAll(async () => {
    await connection.close();
    await source.destroy();
    await Promise.all([nats.remove(), database.drop()]);
  });

  it('publishes what is committed, in order per pairing, each once', async () => {
    const events = eventsOf(pairings(20), 5);
    await commit(events);
    startRelay();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('takes more than one batch without waiting for a wake-up', async () => {
    const events = eventsOf(pairings(400), 3);
    await commit(events);
    startRelay();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('is woken at a commit, its own or that of another replica', async () => {
    const leader = startRelay();
    const first = eventsOf(pairings(1), 1);
    await waitFor(async () => {
      await commit([]);
      leader.wake();
      return unpublished().then((count) => count === 0);
    });
    const standby = startRelay();
    await commit(first);
    leader.wake();
    await waitFor(async () => (await unpublished()) === 0);
    const second = eventsOf(pairings(1), 1);
    await commit(second);
    standby.wake();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder([...first, ...second]);
  });

  it('hands over to a standby', async () => {
    const leader = startRelay();
    await commit(eventsOf(pairings(1), 1));
    leader.wake();
    await waitFor(async () => (await unpublished()) === 0);
    startRelay();
    await leader.stop();
    const events = eventsOf(pairings(3), 2);
    await commit(events);
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('leaves each event once when it ends between publishing and marking', async () => {
    const events = eventsOf(pairings(5), 3);
    await commit(events);
    const crashing = outboxWith({
      markPublished: () => Promise.reject(new Error('the process ended here')),
    });
    const first = startRelay(crashing);
    await waitFor(async () => (await inStream()).some(({ id }) => id === idsOf(events).at(-1)));
    await first.stop();
    expect(await unpublished()).toBe(events.length);
    startRelay();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('publishes what was committed here from memory, and marks it', async () => {
    const read: number[] = [];
    const store = outbox();
    const watched = outboxWith({
      readUnpublished: async (limit, wanted) => {
        const events = await store.readUnpublished(limit, wanted);
        read.push(events.length);
        return events;
      },
    });
    const relay = startRelay(watched);
    await waitFor(() => read.length > 0, { message: 'the relay has looked' });
    const events = eventsOf(pairings(20), 3);
    for (const event of events) {
      await commit([event]);
      relay.committed([event]);
    }
    await waitFor(async () => (await unpublished()) === 0);
    expect(read.every((count) => count === 0)).toBe(true);
    await expectOnceAndInOrder(events);
  });

  it('publishes before long what its process has committed and not published', async () => {
    let looks = 0;
    const store = outbox();
    const watched = outboxWith({
      readUnpublished: (limit, wanted) => {
        looks += 1;
        return store.readUnpublished(limit, wanted);
      },
    });
    startRelay(watched, { pollMs: 50 });
    await waitFor(() => looks > 1, { message: 'the relay looks by itself' });
    const events = eventsOf(pairings(5), 2);
    await commit(events);
    expect(await outbox().readUnpublished(99, new Set())).toEqual([]);
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('leaves each event once when the process ends before it has marked what it published from memory', async () => {
    const first = startRelay(outboxWith({ markEvents: () => Promise.reject(new Error('ended here')) }));
    const events = eventsOf(pairings(5), 2);
    await commit(events);
    for (const event of events) first.committed([event]);
    await waitFor(async () => (await inStream()).some(({ id }) => id === idsOf(events).at(-1)));
    await first.stop();
    expect(await unpublished()).toBe(events.length);
    startRelay();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('has published and marked what it took when it stops', async () => {
    const relay = startRelay();
    const events = eventsOf(pairings(50), 2);
    await commit(events);
    for (const event of events) relay.committed([event]);
    await relay.stop();
    expect(await unpublished()).toBe(0);
    await expectOnceAndInOrder(events);
  });

  it('leaves the order to the leader where replicas take turns', async () => {
    const [one, other] = [startRelay(), startRelay()];
    const events = eventsOf(pairings(20), 4);
    for (const event of events) {
      await commit([event]);
      (event.sequence % 3 === 0 ? other : one).committed([event]);
    }
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
  });

  it('goes on in order when NATS comes back', async () => {
    const events = eventsOf(pairings(10), 5);
    const relay = startRelay();
    await waitFor(async () => (await unpublished()) === 0);
    await nats.kill();
    await commit(events);
    relay.wake();
    await nats.start();
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
    await jetstream(connection).publish('meshpair.events.test.x', 'still writable');
  }, 30_000);

  it('fills a stream that is made again with what the lost one held, in order, before anything new', async () => {
    const keeper = new StreamKeeper({ natsUrl: nats.url, replicas: 1, retentionDays: 1, logger: silent });
    await keeper.start();
    const ids = pairings(20);
    const events = eventsOf(ids, 3);
    await commit(events.filter(({ sequence }) => sequence < 3));
    const relay = startRelay(outbox(), { consumer: 'pairing-registrations-DeviceRegistered', pollMs: 100 });
    await waitFor(async () => (await unpublished()) === 0);
    await (await jetstreamManager(connection)).streams.delete(EVENT_STREAM);
    const last = events.filter(({ sequence }) => sequence === 3);
    await commit(last);
    for (const event of last) relay.committed([event]);
    await waitFor(async () => {
      const stored = await inStream().catch(() => []);
      return stored.filter(({ subject }) => ids.includes(subject)).length === events.length;
    });
    await expectOnceAndInOrder(events);
    await keeper.close();
  }, 30_000);

  it('publishes nothing to a new stream that was read for the one before, however long that took', async () => {
    const keeper = new StreamKeeper({ natsUrl: nats.url, replicas: 1, retentionDays: 1, logger: silent });
    await keeper.start();
    const events = eventsOf(pairings(20), 4);
    const manager = await jetstreamManager(connection);
    const madeAt = (): Promise<string | undefined> =>
      manager.streams.info(EVENT_STREAM).then(
        ({ created }) => String(created),
        () => undefined,
      );
    const store = outbox();
    let hold: Promise<unknown> = Promise.resolve();
    const slow = outboxWith({
      readUnpublished: async (limit) => {
        const read = await store.readUnpublished(limit);
        if (read.length > 0) await hold;
        return read;
      },
    });
    await commit(events.filter(({ sequence }) => sequence < 4));
    startRelay(slow, { consumer: 'pairing-registrations-DeviceRegistered', pollMs: 20 });
    await waitFor(async () => (await unpublished()) === 0);
    const first = await madeAt();
    // The last events are read, and the answer of the database takes until the stream has been lost and made again.
    hold = (async () => {
      await manager.streams.delete(EVENT_STREAM);
      await waitFor(async () => ![undefined, first].includes(await madeAt()));
      hold = Promise.resolve();
    })();
    await commit(events.filter(({ sequence }) => sequence === 4));
    await waitFor(async () => (await inStream().catch(() => [])).length >= events.length);
    await waitFor(async () => (await unpublished()) === 0);
    await expectOnceAndInOrder(events);
    await keeper.close();
  }, 40_000);

  it('lets go of what a new stream was to have later, should its verification have come before', async () => {
    const answers = eventsOf(pairings(3), 1);
    await database.query(INSERT.replace('pairing.pairing_events', 'registry.registration_events'), [
      JSON.stringify(answers),
    ]);
    const store = new PostgresOutboxStore(poolOf(source), database.url, 'registry.registration_events');
    // The verification that came again has reopened them: only then is the new stream noticed.
    await store.reopenForNewStream();
    expect(await store.readUnpublished(10)).toEqual([]);
    startRelay(store, { source: '/meshpair/registry', pollMs: 20, heldBackMs: 100 });
    const published = `select from registry.registration_events where isfinite(published_at)`;
    await waitFor(async () => (await database.query(published)).length === answers.length, {
      message: 'the answers are published',
    });
    await expectOnceAndInOrder(answers);
  });

  it('tells a verification again that nobody has answered for a while, and no other', async () => {
    const [waiting = '', young = '', ended = ''] = pairings(3);
    const insert = `
      with state as (
        insert into pairing.pairing_states
               (pairing_id, token_digest, owner_id, kind, state, version, created_at, updated_at, expires_at)
        values ($1, $1, 'owner', $2, '{}', 1, now(), now() - make_interval(secs => $3), now()))
      insert into pairing.pairing_events
             (pairing_id, owner_id, sequence, type, occurred_at, event, published_at)
      select $1, 'owner', 4, 'PinVerified', at, jsonb_build_object('type', 'PinVerified', 'pairingId', $1,
             'ownerId', 'owner', 'sequence', 4, 'occurredAt', at, 'data', '{}'::jsonb), at
        from (select now() - make_interval(secs => $3) as at) as moment`;
    await database.query(insert, [waiting, 'PinVerified', 40]);
    await database.query(insert, [young, 'PinVerified', 5]);
    await database.query(insert, [ended, 'DeviceRegistered', 40]);
    startRelay(outbox(), { reconcile: { everyMs: 50, afterSeconds: 30 }, pollMs: 50 });
    const told = async (): Promise<string[]> =>
      (await inStream()).map(({ subject }) => subject).filter((id) => [waiting, young, ended].includes(id));
    await waitFor(async () => (await told()).length > 0);
    const later = eventsOf(pairings(1), 1);
    await commit(later);
    await waitFor(async () => (await unpublished()) === 0);
    expect(await told()).toEqual([waiting]);
  });
});
