import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import { testNatsUrl, uniqueName } from '@meshpair/testing';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { ensureDurableConsumer } from './ensure-durable-consumer.js';
import { ensureEventStream } from './ensure-event-stream.js';

const DAY_MS = 86_400_000;

describe('ensureEventStream', () => {
  const name = uniqueName('STREAM');
  const subjects = [`${uniqueName('subject')}.>`];
  let connection: NatsConnection;
  let manager: JetStreamManager;

  const ensure = (retentionDays: number): Promise<void> =>
    ensureEventStream(connection, { replicas: 1, retentionDays, name, subjects });

  beforeAll(async () => {
    connection = await connect(natsConnectionOptions(testNatsUrl(), 'test'));
    manager = await jetstreamManager(connection);
  });

  afterAll(async () => {
    await manager.streams.delete(name);
    await connection.close();
  });

  it('may be called by many at once', async () => {
    await Promise.all([ensure(90), ensure(90), ensure(90)]);
    const { config } = await manager.streams.info(name);
    expect(config).toMatchObject({
      subjects,
      storage: 'file',
      max_age: nanos(90 * DAY_MS),
      deny_delete: true,
    });
    expect(config.duplicate_window).toBeGreaterThanOrEqual(nanos(120_000));
  });

  it('may be called by many connections at once, each time for a stream that is new', async () => {
    const connections = await Promise.all(
      Array.from({ length: 8 }, () => connect(natsConnectionOptions(testNatsUrl(), 'test'))),
    );
    for (let round = 0; round < 150; round += 1) {
      const stream = { name: uniqueName('RACE'), subjects: [`${uniqueName('race')}.>`] };
      const options = { replicas: 1, retentionDays: 90, ...stream };
      await Promise.all(connections.map((each) => ensureEventStream(each, options)));
      expect(await manager.streams.delete(stream.name)).toBe(true);
    }
    await Promise.all(connections.map((each) => each.close()));
  }, 60_000);

  it('brings an existing stream up to date and keeps its events', async () => {
    await jetstream(connection).publish(subjects[0]?.replace('>', 'a') ?? '', 'kept', { msgID: 'kept' });
    await ensure(30);
    const { config, state } = await manager.streams.info(name);
    expect(config.max_age).toBe(nanos(30 * DAY_MS));
    expect(state.messages).toBe(1);
  });

  it('stores a message with the same id once', async () => {
    const subject = subjects[0]?.replace('>', 'b') ?? '';
    const acks = [
      await jetstream(connection).publish(subject, 'x', { msgID: 'same' }),
      await jetstream(connection).publish(subject, 'x', { msgID: 'same' }),
    ];
    expect(acks.map(({ duplicate }) => duplicate)).toEqual([false, true]);
  });

  it('drops nothing when its quota is full, and refuses what is new', async () => {
    const { state } = await manager.streams.info(name);
    await manager.streams.update(name, { max_msgs: state.messages });
    await ensure(30);
    const subject = subjects[0]?.replace('>', 'c') ?? '';
    await expect(jetstream(connection).publish(subject, 'x')).rejects.toThrow('maximum messages exceeded');
    expect((await manager.streams.info(name)).state.messages).toBe(state.messages);
    await manager.streams.update(name, { max_msgs: -1 });
    expect(await jetstream(connection).publish(subject, 'x')).toMatchObject({ stream: name });
  });

  it('lets a durable consumer be made again, and changed', async () => {
    const consumer = { stream: name, durable: uniqueName('durable'), filterSubject: subjects[0] ?? '' };
    await Promise.all(
      [1, 2].map(() => ensureDurableConsumer(manager, { ...consumer, maxAckPending: 10, ackWaitMs: 1000 })),
    );
    await ensureDurableConsumer(manager, { ...consumer, maxAckPending: 20, ackWaitMs: 2000 });
    const { config } = await manager.consumers.info(name, consumer.durable);
    expect(config).toMatchObject({ max_ack_pending: 20, ack_wait: nanos(2000), ack_policy: 'explicit' });
  });
});
