import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type CloudEvent, MalformedEvent } from '@meshpair/contracts';
import { testNatsUrl, uniqueName, waitFor } from '@meshpair/testing';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { ensureDurableConsumer } from './ensure-durable-consumer.js';
import { ensureEventStream } from './ensure-event-stream.js';
import { EventHandler } from './event-handler.js';
import { JetStreamServer, type JetStreamServerOptions } from './jetstream-server.js';

type Handle = (event: CloudEvent) => Promise<void>;

let handle: Handle = () => Promise.resolve();

@Controller()
class FollowController {
  @EventHandler('PinVerified')
  verified(@Payload() event: CloudEvent): Promise<void> {
    return handle(event);
  }

  @EventPattern('PairingFailed')
  failed(@Payload() event: CloudEvent): Promise<void> {
    return handle(event);
  }
}

class FollowModule {}
Reflect.defineMetadata('controllers', [FollowController], FollowModule);

const eventOf = (type: CloudEvent['type'] = 'PinVerified', sequence = 1): CloudEvent => {
  const pairingId = randomUUID();
  return {
    specversion: '1.0',
    id: `${pairingId}.${sequence}`,
    source: '/meshpair/pairing',
    type,
    subject: pairingId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    ownerid: randomUUID(),
    sequence,
    data: {},
  };
};

describe('events over JetStream', () => {
  const stream = uniqueName('EVENTS');
  const prefix = uniqueName('events');
  let connection: NatsConnection;
  const servers: INestMicroservice[] = [];

  const publish = (event: CloudEvent): Promise<unknown> =>
    jetstream(connection).publish(`${prefix}.${event.type}.${event.subject}`, JSON.stringify(event));

  /** Follows with consumers of its own, as the keeper makes them. */
  async function follow({
    types = ['PinVerified', 'PairingFailed'],
    ...options
  }: Partial<JetStreamServerOptions> & { types?: readonly string[] } = {}): Promise<{
    server: INestMicroservice;
    strategy: JetStreamServer;
    durable: string;
  }> {
    const durable = options.durable ?? uniqueName('durable');
    const consumers = types.map((type) => ({
      stream,
      durable: `${durable}-${type}`,
      filterSubject: `${prefix}.${type}.*`,
      ...(options.ackWaitMs !== undefined && { ackWaitMs: options.ackWaitMs }),
      ...(options.maxAckPending !== undefined && { maxAckPending: options.maxAckPending }),
    }));
    const manager = await jetstreamManager(connection);
    for (const consumer of consumers) await ensureDurableConsumer(manager, consumer);
    const strategy = new JetStreamServer({
      natsUrl: testNatsUrl(),
      stream,
      durable,
      consumers: consumers.map((consumer) => consumer.durable),
      backoffMs: [10],
      ...options,
    });
    const server = await NestFactory.createMicroservice(FollowModule, { strategy, logger: false });
    await server.listen();
    servers.push(server);
    return { server, strategy, durable };
  }

  const ensureStream = (): Promise<void> =>
    ensureEventStream(connection, { replicas: 1, retentionDays: 1, name: stream, subjects: [`${prefix}.>`] });

  async function unacknowledged(durable: string): Promise<number> {
    const info = await (await jetstreamManager(connection)).consumers.info(stream, `${durable}-PinVerified`);
    return info.num_pending + info.num_ack_pending;
  }

  const deadLetters = (durable: string): Msg[] => {
    const letters: Msg[] = [];
    connection.subscribe(`meshpair.deadletter.${durable}`, {
      callback: (_error, letter) => void letters.push(letter),
    });
    return letters;
  };

  beforeAll(async () => {
    connection = await connect(natsConnectionOptions(testNatsUrl(), 'test'));
    await ensureStream();
  });

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  afterAll(async () => {
    await (await jetstreamManager(connection)).streams.delete(stream);
    await connection.close();
  });

  it('hands each type to its handler, parsed', async () => {
    const seen: CloudEvent[] = [];
    handle = (event) => Promise.resolve(void seen.push(event));
    const events = [eventOf('PinVerified'), eventOf('PairingFailed')];
    await Promise.all(events.map(publish));
    await follow();
    await waitFor(() => seen.length >= 2);
    expect(seen).toEqual(expect.arrayContaining(events));
  });

  it('acknowledges only after the handler has resolved', async () => {
    let finish: () => void = () => undefined;
    const begun = new Set<string>();
    handle = async (event) => {
      begun.add(event.id);
      await new Promise<void>((resolve) => (finish = resolve));
    };
    const { durable } = await follow({ types: ['PinVerified', 'None'] });
    await waitFor(() => begun.size > 0);
    handle = () => Promise.resolve();
    expect(await unacknowledged(durable)).toBeGreaterThan(0);
    finish();
    await waitFor(async () => (await unacknowledged(durable)) === 0);
  });

  it('delivers again after a throw', async () => {
    const event = eventOf();
    let tries = 0;
    handle = async ({ id }) => {
      if (id === event.id && (tries += 1) < 3) throw new Error('not yet');
      return Promise.resolve();
    };
    await publish(event);
    const { durable } = await follow();
    await waitFor(async () => tries === 3 && (await unacknowledged(durable)) === 0);
  });

  it('handles many side by side', async () => {
    const waiting = new Map<string, () => void>();
    const events = Array.from({ length: 50 }, () => eventOf());
    const wanted = new Set(events.map(({ id }) => id));
    handle = async ({ id }) => {
      if (wanted.has(id)) await new Promise<void>((resolve) => waiting.set(id, resolve));
    };
    await follow();
    await Promise.all(events.map(publish));
    await waitFor(() => waiting.size === 50);
    for (const finish of waiting.values()) finish();
  });

  it('writes a dead letter after the last try and delivers no more', async () => {
    const event = eventOf();
    let tries = 0;
    handle = ({ id }) =>
      id === event.id ? Promise.reject(new Error(`try ${(tries += 1)}`)) : Promise.resolve();
    const durable = uniqueName('durable');
    const letters = deadLetters(durable);
    await follow({ durable, maxDeliver: 3 });
    await publish(event);
    await waitFor(async () => letters.length > 0 && (await unacknowledged(durable)) === 0);
    expect(tries).toBe(3);
    expect(letters.map((letter) => letter.json<CloudEvent>())).toEqual([event]);
    expect(letters[0]?.headers?.get('Meshpair-Reason')).toBe('Error: try 3');
  });

  it('keeps dead letters in a stream', async () => {
    const durable = uniqueName('durable');
    handle = () => Promise.reject(new Error('never'));
    await follow({ durable, maxDeliver: 1 });
    const manager = await jetstreamManager(connection);
    const subject = `meshpair.deadletter.${durable}`;
    await waitFor(async () => {
      const { state } = await manager.streams.info('MESHPAIR_DEAD_LETTERS', { subjects_filter: subject });
      return (state.subjects?.[subject] ?? 0) > 0;
    });
  });

  it('never gives an event up for an outage', async () => {
    const event = eventOf();
    let tries = 0;
    const durable = uniqueName('durable');
    const letters = deadLetters(durable);
    handle = async ({ id }) => {
      if (id !== event.id) return;
      if ((tries += 1) <= 5) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
      return Promise.resolve();
    };
    await follow({ durable, maxDeliver: 2 });
    await publish(event);
    await waitFor(async () => tries === 6 && (await unacknowledged(durable)) === 0);
    expect(letters).toEqual([]);
  });

  it('writes a dead letter at once for what is not an event', async () => {
    handle = () => Promise.resolve();
    const durable = uniqueName('durable');
    const letters = deadLetters(durable);
    await follow({ durable });
    await jetstream(connection).publish(`${prefix}.PinVerified.x`, '{"not": "an event"');
    await waitFor(async () => letters.length > 0 && (await unacknowledged(durable)) === 0);
    expect(letters.at(0)?.string()).toBe('{"not": "an event"');
  });

  it('writes a dead letter at once for an event whose data nobody can read', async () => {
    const event = eventOf();
    let tries = 0;
    const durable = uniqueName('durable');
    const letters = deadLetters(durable);
    handle = async ({ id }) => {
      if (id !== event.id) return;
      tries += 1;
      throw new MalformedEvent('not the data of a PinVerified: nodeId');
    };
    await follow({ durable });
    await publish(event);
    await waitFor(async () => tries > 0 && (await unacknowledged(durable)) === 0);
    const letter = letters.find(({ data }) => new TextDecoder().decode(data).includes(event.id));
    expect(letter?.headers?.get('Meshpair-Reason')).toBe(
      'not an event: not the data of a PinVerified: nodeId',
    );
    expect(tries).toBe(1);
  });

  it('keeps a slow event to itself beyond the ack wait', async () => {
    const event = eventOf();
    let tries = 0;
    let finish: () => void = () => undefined;
    handle = async ({ id }) => {
      if (id !== event.id) return;
      tries += 1;
      await new Promise<void>((resolve) => (finish = resolve));
    };
    const { durable } = await follow({ ackWaitMs: 600 });
    await publish(event);
    await waitFor(() => tries === 1);
    const since = performance.now();
    await waitFor(() => performance.now() - since > 1500);
    finish();
    await waitFor(async () => (await unacknowledged(durable)) === 0);
    expect(tries).toBe(1);
  });

  it('shares the events of one durable over replicas, each once', async () => {
    handle = () => Promise.resolve();
    const durable = uniqueName('durable');
    await Promise.all([follow({ durable }), follow({ durable }), follow({ durable })]);
    await waitFor(async () => (await unacknowledged(durable)) === 0);
    const seen: string[] = [];
    handle = ({ id }) => Promise.resolve(void seen.push(id));
    const events = Array.from({ length: 100 }, () => eventOf());
    await Promise.all(events.map(publish));
    await waitFor(async () => (await unacknowledged(durable)) === 0);
    expect(seen.sort()).toEqual(events.map(({ id }) => id).sort());
  });

  it('finishes what is in hand when it closes, and leaves the rest to the next', async () => {
    handle = () => Promise.resolve();
    const { server, durable } = await follow();
    await waitFor(async () => (await unacknowledged(durable)) === 0);
    const event = eventOf();
    let finish: () => void = () => undefined;
    let begun = 0;
    handle = async () => {
      begun += 1;
      await new Promise<void>((resolve) => (finish = resolve));
    };
    await publish(event);
    await waitFor(() => begun === 1);
    const closed = server.close();
    finish();
    await closed;
    expect(await unacknowledged(durable)).toBe(0);
    await publish(eventOf());
    expect(begun).toBe(1);
    handle = () => Promise.resolve();
    await follow({ durable });
    await waitFor(async () => (await unacknowledged(durable)) === 0);
  });

  it('takes no event that is not what its subject says, nor from who may not tell it', async () => {
    const durable = uniqueName('durable');
    const letters = deadLetters(durable);
    const seen: string[] = [];
    handle = ({ id }) => Promise.resolve(void seen.push(id));
    await follow({ durable });
    const publishOn = (type: string, event: CloudEvent): Promise<unknown> =>
      jetstream(connection).publish(`${prefix}.${type}.${event.subject}`, JSON.stringify(event));
    const other = { ...eventOf(), type: 'PairingFailed' as const };
    const foreign = { ...eventOf(), source: '/meshpair/registry' as const };
    const renumbered = { ...eventOf(), sequence: 7 };
    for (const event of [other, foreign, renumbered]) await publishOn('PinVerified', event);
    const stranger = eventOf();
    await jetstream(connection).publish(`${prefix}.PinVerified.another`, JSON.stringify(stranger));
    const good = eventOf();
    await publish(good);
    const forged = [other, foreign, renumbered, stranger].map(({ id }) => id);
    const refused = (): string[] =>
      letters
        .filter(({ headers }) => headers?.get('Meshpair-Reason') === 'not what its subject says')
        .map((letter) => letter.json<CloudEvent>().id);
    await waitFor(() => forged.every((id) => refused().includes(id)) && seen.includes(good.id));
    expect(seen.filter((id) => forged.includes(id))).toEqual([]);
  });

  it('waits for its stream and its consumer, says which, and follows once they are there', async () => {
    const later = uniqueName('LATER');
    const subject = uniqueName('later');
    const seen: CloudEvent[] = [];
    handle = (event) => Promise.resolve(void seen.push(event));
    const consumer = { stream: later, durable: uniqueName('later'), filterSubject: `${subject}.>` };
    const { strategy } = await follow({ stream: later, consumers: [consumer.durable] });
    const missing = (): string => strategy.waitsFor.join();
    await waitFor(() => missing() === `the stream ${later}`);
    const options = { replicas: 1, retentionDays: 1, name: later, subjects: [`${subject}.>`] };
    await ensureEventStream(connection, options);
    await waitFor(() => missing() === `the consumer ${consumer.durable} of ${later}`);
    const manager = await jetstreamManager(connection);
    await ensureDurableConsumer(manager, consumer);
    const event = eventOf();
    await jetstream(connection).publish(`${subject}.PinVerified.${event.subject}`, JSON.stringify(event));
    await waitFor(() => seen.some(({ id }) => id === event.id));
    expect(missing()).toBe('');
    await manager.streams.delete(later);
    await waitFor(() => missing().includes(later));
  });
});
