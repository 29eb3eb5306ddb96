import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  DiscardPolicy,
  jetstream,
  type JetStreamManager,
  jetstreamManager,
  type StreamInfo,
} from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import { DEAD_LETTER_STREAM, durablesOf, EVENT_CONSUMERS, EVENT_STREAM } from '@meshpair/contracts';
import { waitFor } from '@meshpair/testing';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { type OwnNats, startOwnNats } from '../nats/own-nats.spec.js';
import { StreamKeeper } from './stream-keeper.js';

const DURABLES = Object.values(EVENT_CONSUMERS)
  .flatMap(durablesOf)
  .map(({ durable }) => durable);
const [DURABLE = ''] = DURABLES;

describe('the keeper of the streams', () => {
  let nats: OwnNats;
  let connection: NatsConnection;
  let manager: JetStreamManager;
  let keeper: StreamKeeper;
  const told: string[] = [];

  beforeAll(async () => {
    nats = await startOwnNats();
    connection = await connect(natsConnectionOptions(nats.url, 'test'));
    manager = await jetstreamManager(connection);
    const tell = (text: string): void => void told.push(text);
    keeper = new StreamKeeper({
      natsUrl: nats.url,
      replicas: 1,
      retentionDays: 90,
      logger: { log: tell, warn: tell },
    });
    await keeper.start();
  });

  afterAll(async () => {
    await keeper?.close();
    await connection?.close();
    await nats?.remove();
  });

  const stream = (name = EVENT_STREAM): Promise<StreamInfo> => manager.streams.info(name);
  const consumer = (durable = DURABLE): Promise<ConsumerInfo> =>
    manager.consumers.info(EVENT_STREAM, durable);

  it('makes both streams and the consumers of every service before it is ready', async () => {
    expect(keeper.waitsFor).toEqual([]);
    const { config } = await stream();
    expect(config).toMatchObject({ subjects: ['meshpair.events.>'], deny_delete: true, discard: 'new' });
    expect((await stream(DEAD_LETTER_STREAM)).config.subjects).toEqual(['meshpair.deadletter.>']);
    for (const durable of DURABLES) expect((await consumer(durable)).config.max_deliver).toBe(-1);
  });

  it('takes back what is changed of a stream, and keeps its events', async () => {
    await jetstream(connection).publish('meshpair.events.TokenCreated.kept', '{}');
    const { config, state } = await stream();
    const change = {
      subjects: ['meshpair.events.>', 'registry.>'],
      max_age: nanos(3_600_000),
      discard: DiscardPolicy.Old,
      max_msgs_per_subject: 1,
    };
    expect((await manager.streams.update(EVENT_STREAM, change)).config).toMatchObject(change);
    await waitFor(async () => isDeepStrictEqual((await stream()).config, config), {
      message: 'the stream is as it was',
    });
    expect((await stream()).state.messages).toBe(state.messages);
    await waitFor(() => told.includes(`The stream ${EVENT_STREAM} was repaired`));
  });

  it('takes back what is changed of a consumer, which goes on where it was', async () => {
    const { config, created } = await consumer();
    const change = {
      max_ack_pending: 1,
      ack_wait: nanos(3_600_000),
      max_deliver: 1,
      headers_only: true,
    };
    expect((await manager.consumers.update(EVENT_STREAM, DURABLE, change)).config).toMatchObject(change);
    await waitFor(async () => isDeepStrictEqual((await consumer()).config, config), {
      message: 'the consumer is as it was',
    });
    expect((await consumer()).created).toBe(created);
  });

  it.each<[string, Partial<ConsumerConfig>]>([
    ['that follows other events', { filter_subject: 'meshpair.events.>' }],
    ['that is sent its events', { deliver_subject: 'leak.events', max_waiting: 0 }],
    ['that acknowledges all before', { ack_policy: AckPolicy.All }],
  ])('makes a consumer %s anew', async (_what, change) => {
    const { config } = await consumer();
    const isPutInItsPlace = async (): Promise<boolean> => {
      await manager.consumers.delete(EVENT_STREAM, DURABLE);
      return manager.consumers.add(EVENT_STREAM, { ...config, ...change }).then(
        () => true,
        // The keeper was faster.
        () => false,
      );
    };
    await waitFor(isPutInItsPlace);
    // For a moment there is none: the keeper deletes it, and makes it again.
    const configNow = (): Promise<unknown> =>
      consumer().then(
        (found) => found.config,
        () => undefined,
      );
    await waitFor(async () => isDeepStrictEqual(await configNow(), config), {
      message: 'the consumer is as it was',
    });
  });

  it('asks about the consumers less often than about the stream when it has many events, and still misses none', async () => {
    const events = 40_000;
    for (let event = 1; event <= events; event += 1)
      connection.publish(`meshpair.events.TokenCreated.many${event}`, '{}');
    await waitFor(async () => (await stream()).state.messages >= events, { message: 'many events' });
    // A look asks once about the dead letters, and when it asks about the consumers, once about each.
    const asked: string[] = [];
    const subscription = connection.subscribe('$JS.API.*.INFO.>', {
      callback: (_error, { subject }) => void asked.push(subject),
    });
    const askedAbout = (name: string): readonly number[] =>
      asked.flatMap((subject, index) => (subject.endsWith(`.${name}`) ? [index] : []));
    await waitFor(() => askedAbout(DURABLE).length >= 2, { message: 'two looks at a consumer' });
    subscription.unsubscribe();
    const [first = 0, second = 0] = askedAbout(DURABLE);
    const looks = askedAbout(DEAD_LETTER_STREAM).filter((index) => first < index && index < second);
    expect(looks.length).toBeGreaterThanOrEqual(2);
    await manager.consumers.delete(EVENT_STREAM, DURABLE);
    await waitFor(() => consumer().then(Boolean, () => false), { message: 'the consumer is back' });
  });

  it('makes a deleted stream again, with its consumers', async () => {
    await manager.streams.delete(DEAD_LETTER_STREAM);
    await manager.streams.delete(EVENT_STREAM);
    const isThere = (found: Promise<unknown>): Promise<boolean> => found.then(Boolean, () => false);
    for (const name of [EVENT_STREAM, DEAD_LETTER_STREAM])
      await waitFor(() => isThere(stream(name)), { message: `${name} is back` });
    for (const durable of DURABLES)
      await waitFor(() => isThere(consumer(durable)), { message: `${durable} is back` });
  });

  it('waits for NATS while JetStream does not answer, and says so', async () => {
    await nats.kill();
    await waitFor(() => keeper.waitsFor.join() === 'nats');
    await nats.start();
    await waitFor(() => keeper.waitsFor.length === 0);
    expect(told).toContain('Streams and consumers can be kept again');
  }, 60_000);
});
