import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { z } from 'zod';
import { accepted, type CloudEvent, command, type Reply } from '@meshpair/contracts';
import { waitFor } from '@meshpair/testing';
import { combinedServerOptions } from '../combined-server.js';
import { CommandBus } from '../commands/command-bus.js';
import { CommandHandler } from '../commands/command-handler.js';
import { commandServerOptions } from '../commands/command-server.js';
import { EventHandler } from '../events/event-handler.js';
import { JetStreamServer } from '../events/jetstream-server.js';
import { StreamKeeper } from '../events/stream-keeper.js';
import { NatsClient } from './nats-client.js';
import { natsConnectionOptions } from './nats-connection-options.js';
import { type OwnNats, startOwnNats } from './own-nats.spec.js';

const Nothing = z.strictObject({});
const ping = command('test.ping', Nothing, z.literal('pong'));
const hold = command('test.hold', Nothing, z.literal('held'));

let held = 0;
let release: () => void = () => undefined;
const seen: string[] = [];

@Controller()
class PingController {
  @CommandHandler(ping)
  ping(_request: object): Promise<Reply<'pong'>> {
    return Promise.resolve(accepted('pong'));
  }

  @CommandHandler(hold)
  async hold(_request: object): Promise<Reply<'held'>> {
    held += 1;
    await new Promise<void>((resolve) => (release = resolve));
    return accepted('held');
  }

  @EventHandler('PinVerified')
  verified(@Payload() event: CloudEvent): Promise<void> {
    return Promise.resolve(void seen.push(event.id));
  }
}

const silent = { log: () => undefined, warn: () => undefined };

class PingModule {}
Reflect.defineMetadata('controllers', [PingController], PingModule);

describe('a NATS server that goes away and comes back', () => {
  let nats: OwnNats;
  let service: INestMicroservice;
  let bus: CommandBus;
  let client: NatsClient;
  let keeper: StreamKeeper;

  const isAnswered = async (): Promise<boolean> => (await bus.send(ping, {})).ok;

  async function publish(): Promise<string> {
    const subject = randomUUID();
    const event: CloudEvent = {
      specversion: '1.0',
      id: `${subject}.1`,
      source: '/meshpair/pairing',
      type: 'PinVerified',
      subject,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      ownerid: randomUUID(),
      sequence: 1,
      data: {},
    };
    const connection = await client.connected();
    await jetstream(connection).publish(`meshpair.events.PinVerified.${subject}`, JSON.stringify(event));
    return event.id;
  }

  beforeAll(async () => {
    nats = await startOwnNats();
    client = new NatsClient(natsConnectionOptions(nats.url, 'test'));
    keeper = new StreamKeeper({ natsUrl: nats.url, replicas: 1, retentionDays: 1, logger: silent });
    await keeper.start();
    const events = new JetStreamServer({
      natsUrl: nats.url,
      stream: 'MESHPAIR_EVENTS',
      durable: 'test',
      consumers: ['registry-pin-verified'],
    });
    service = await NestFactory.createMicroservice(PingModule, {
      ...combinedServerOptions(commandServerOptions(nats.url, 'test'), { strategy: events }),
      logger: false,
    });
    await service.listen();
    bus = new CommandBus({ natsUrl: nats.url, name: 'test' });
    await bus.onModuleInit();
  });

  afterAll(async () => {
    await service.close();
    await keeper.close();
    await bus.onApplicationShutdown();
    await client.onApplicationShutdown();
    await nats.remove();
  });

  it('refuses commands at once while it is away, those under way included, and answers them again after', async () => {
    expect(await isAnswered()).toBe(true);
    const underWay = bus.send(hold, {}, { deadlineMs: 60_000 });
    await waitFor(() => held === 1);
    await nats.kill();
    const unavailable = { ok: false, error: { code: 'service_unavailable' } };
    expect(await underWay).toEqual(unavailable);
    const before = performance.now();
    expect(await bus.send(ping, {})).toEqual(unavailable);
    expect(performance.now() - before).toBeLessThan(100);
    expect(bus.status()).toBe('disconnected');
    release();
    await nats.start();
    await waitFor(isAnswered);
    expect(bus.status()).toBe('connected');
  }, 30_000);

  it('delivers events again soon after it is back', async () => {
    const first = await waitFor(() => publish().catch(() => undefined));
    await waitFor(() => seen.includes(first));
    await nats.kill();
    await nats.start();
    await waitFor(isAnswered);
    const second = await waitFor(() => publish().catch(() => undefined));
    await waitFor(() => seen.includes(second));
  }, 30_000);

  it('keeps plain subscriptions', async () => {
    const heard: unknown[] = [];
    const subscription = client.subscribeJson('test.plain.*', (value) => heard.push(value));
    await nats.kill();
    await nats.start();
    await waitFor(() => {
      client.publishJson('test.plain.a', { hello: 1 });
      return heard.length > 0;
    });
    expect(heard[0]).toEqual({ hello: 1 });
    subscription.unsubscribe();
  }, 30_000);

  it('lets a service stop while it is away', async () => {
    await nats.kill();
    const before = performance.now();
    await service.close();
    expect(performance.now() - before).toBeLessThan(8000);
    await nats.start();
  }, 30_000);
});
