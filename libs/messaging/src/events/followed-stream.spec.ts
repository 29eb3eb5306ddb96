import { randomUUID } from 'node:crypto';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { Controller, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { CloudEvent } from '@meshpair/contracts';
import { testNatsUrl, uniqueName } from '@meshpair/testing';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { ensureDurableConsumer } from './ensure-durable-consumer.js';
import { ensureEventStream } from './ensure-event-stream.js';
import { EventHandler } from './event-handler.js';
import { JetStreamServer, type JetStreamServerOptions } from './jetstream-server.js';

type Handle = (event: CloudEvent) => Promise<void>;

export const eventOf = (type: CloudEvent['type'] = 'PinVerified', sequence = 1): CloudEvent => {
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

function followModule(handle: Handle): Type {
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
  return FollowModule;
}

/** A stream of a test file's own, and services that follow it. */
export class FollowedStream {
  readonly stream = uniqueName('EVENTS');
  readonly prefix = uniqueName('events');
  /** What every follower does with an event. */
  handle: Handle = () => Promise.resolve();
  private readonly servers: INestMicroservice[] = [];

  private constructor(readonly connection: NatsConnection) {}

  static async open(): Promise<FollowedStream> {
    const followed = new FollowedStream(await connect(natsConnectionOptions(testNatsUrl(), 'test')));
    const { connection, stream, prefix } = followed;
    await ensureEventStream(connection, {
      replicas: 1,
      retentionDays: 1,
      name: stream,
      subjects: [`${prefix}.>`],
    });
    return followed;
  }

  publish(event: CloudEvent): Promise<unknown> {
    return jetstream(this.connection).publish(
      `${this.prefix}.${event.type}.${event.subject}`,
      JSON.stringify(event),
    );
  }

  /** Follows with consumers of its own, as the keeper makes them. */
  async follow({
    types = ['PinVerified', 'PairingFailed'],
    ...options
  }: Partial<JetStreamServerOptions> & { types?: readonly string[] } = {}): Promise<{
    server: INestMicroservice;
    strategy: JetStreamServer;
    durable: string;
  }> {
    const { stream } = this;
    const durable = options.durable ?? uniqueName('durable');
    const consumers = types.map((type) => ({
      stream,
      durable: `${durable}-${type}`,
      filterSubject: `${this.prefix}.${type}.*`,
      ...(options.ackWaitMs !== undefined && { ackWaitMs: options.ackWaitMs }),
      ...(options.maxAckPending !== undefined && { maxAckPending: options.maxAckPending }),
    }));
    const manager = await jetstreamManager(this.connection);
    for (const consumer of consumers) await ensureDurableConsumer(manager, consumer);
    const strategy = new JetStreamServer({
      natsUrl: testNatsUrl(),
      stream,
      durable,
      consumers: consumers.map((consumer) => consumer.durable),
      backoffMs: [10],
      ...options,
    });
    const module = followModule((event) => this.handle(event));
    const server = await NestFactory.createMicroservice(module, { strategy, logger: false });
    await server.listen();
    this.servers.push(server);
    return { server, strategy, durable };
  }

  /** How many events of a durable are not done with. */
  async unacknowledged(durable: string): Promise<number> {
    const manager = await jetstreamManager(this.connection);
    const info = await manager.consumers.info(this.stream, `${durable}-PinVerified`);
    return info.num_pending + info.num_ack_pending;
  }

  /** The dead letters of a durable, as they come. */
  deadLetters(durable: string): readonly Msg[] {
    const letters: Msg[] = [];
    this.connection.subscribe(`meshpair.deadletter.${durable}`, {
      callback: (_error, letter) => void letters.push(letter),
    });
    return letters;
  }

  async stopFollowing(): Promise<void> {
    await Promise.all(this.servers.splice(0).map((server) => server.close()));
  }

  async close(): Promise<void> {
    await (await jetstreamManager(this.connection)).streams.delete(this.stream);
    await this.connection.close();
  }
}
