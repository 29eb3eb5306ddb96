import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { type CloudEvent, EVENT_STREAM } from '@meshpair/contracts';
import type { PairingEvent } from '@meshpair/domain';
import { createDataSource, poolOf, PostgresOutboxStore, type ReopenableOutbox } from '@meshpair/persistence';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { ensureEventStream } from '../events/ensure-event-stream.js';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { type OwnNats, startOwnNats } from '../nats/own-nats.spec.js';
import { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.js';

const HOUR_MS = 3_600_000;
const INSERT = `
  with recorded as (
    insert into pairing.pairing_events (pairing_id, owner_id, sequence, type, occurred_at, event)
    select event ->> 'pairingId', 'owner', (event ->> 'sequence')::int, event ->> 'type', now(), event
      from jsonb_array_elements($1::jsonb) with ordinality as given (event, place) order by place
    returning position
  )
  insert into pairing.pairing_outbox (position) select position from recorded`;

const sayNothing = (): void => undefined;
export const silent = { log: sayNothing, error: sayNothing, warn: sayNothing };

/** Interleaves the events of several pairings as commits would. */
export const eventsOf = (pairingIds: readonly string[], upTo: number): PairingEvent[] =>
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

export const pairings = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

export const idsOf = (events: readonly PairingEvent[]): string[] =>
  events.map(({ pairingId, sequence }) => `${pairingId}.${sequence}`);

type Table = 'pairing.pairing_events' | 'registry.registration_events';

/** What a test file has at hand while its tests run. */
export interface OutboxUnderTest {
  readonly nats: OwnNats;
  readonly connection: NatsConnection;
  readonly database: TestDatabase;
  outbox(table?: Table): PostgresOutboxStore;
  /** The outbox, with some of what it does done otherwise. */
  outboxWith(other: Partial<ReopenableOutbox>): ReopenableOutbox;
  startRelay(store?: ReopenableOutbox, more?: Partial<OutboxRelayOptions>): OutboxRelay;
  commit(events: readonly PairingEvent[], table?: Table): Promise<unknown>;
  unpublished(): Promise<number>;
  inStream(): Promise<readonly CloudEvent[]>;
  /** Each event is in the stream exactly once, and in order within its pairing. */
  expectOnceAndInOrder(events: readonly PairingEvent[]): Promise<void>;
}

/** A database and a NATS server of a test file's own, and relays that end with their test. */
export function useOutbox(): OutboxUnderTest {
  let nats: OwnNats;
  let connection: NatsConnection;
  let database: TestDatabase;
  let source: Awaited<ReturnType<ReturnType<typeof createDataSource>['initialize']>>;
  const relays: OutboxRelay[] = [];

  const outbox = (table: Table = 'pairing.pairing_events'): PostgresOutboxStore =>
    new PostgresOutboxStore(poolOf(source), database.url, table);

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

  const commit = (
    events: readonly PairingEvent[],
    table: Table = 'pairing.pairing_events',
  ): Promise<unknown> =>
    database.query(INSERT.replaceAll('pairing.pairing_', table.replace('events', '')), [
      JSON.stringify(events),
    ]);

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

  return {
    get nats() {
      return nats;
    },
    get connection() {
      return connection;
    },
    get database() {
      return database;
    },
    outbox,
    outboxWith,
    startRelay,
    commit,
    unpublished,
    inStream,
    expectOnceAndInOrder,
  };
}
