import { connect as connectTo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '@nats-io/transport-node';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { accepted, command, type Reply } from '@meshpair/contracts';
import { freePort } from '@meshpair/servers';
import { testNatsUrl, uniqueName, waitFor } from '@meshpair/testing';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { CommandBus } from './command-bus.js';
import { CommandHandler } from './command-handler.js';
import { commandServerOptions } from './command-server.js';

const Greeting = z.strictObject({ name: z.string().min(1) });
type Greeting = z.infer<typeof Greeting>;

const greet = command(uniqueName('test.greet'), Greeting, z.object({ greeting: z.string(), by: z.number() }));
const hold = command(uniqueName('test.hold'), Greeting, z.object({ greeting: z.string() }));
const fail = command(uniqueName('test.fail'), Greeting, z.never());
const loseDatabase = command(uniqueName('test.lose'), Greeting, z.never());
const nobody = command(uniqueName('test.nobody'), Greeting, z.never());

let release: () => void = () => undefined;
let holding = 0;

@Controller()
class GreetingController {
  private static instances = 0;
  private readonly number = (GreetingController.instances += 1);

  @CommandHandler(greet)
  greet({ name }: Greeting): Promise<Reply<{ greeting: string; by: number }>> {
    return Promise.resolve(accepted({ greeting: `Hello ${name}`, by: this.number }));
  }

  @CommandHandler(hold)
  async hold({ name }: Greeting): Promise<Reply<{ greeting: string }>> {
    holding += 1;
    await new Promise<void>((resolve) => (release = resolve));
    return accepted({ greeting: `At last, ${name}` });
  }

  @CommandHandler(fail)
  fail(_request: Greeting): Promise<Reply<never>> {
    throw new Error('a bug');
  }

  @CommandHandler(loseDatabase)
  lose(_request: Greeting): Promise<Reply<never>> {
    return Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
  }
}

class GreetingModule {}
Reflect.defineMetadata('controllers', [GreetingController], GreetingModule);

async function startReplica(queue: string, natsUrl = testNatsUrl()): Promise<INestMicroservice> {
  const service = await NestFactory.createMicroservice(GreetingModule, {
    ...commandServerOptions(natsUrl, queue),
    logger: false,
  });
  await service.listen();
  return service;
}

async function startBus(natsUrl = testNatsUrl()): Promise<CommandBus> {
  const bus = new CommandBus({ natsUrl, name: 'test' });
  await bus.onModuleInit();
  return bus;
}

/** NATS by a way on which what a service says arrives late. */
async function lateNats(lateMs: number): Promise<{ readonly url: string; close(): void }> {
  const url = new URL(testNatsUrl());
  const [port, serverPort] = [await freePort(), Number(url.port)];
  const way = createServer((service) => {
    const server = connectTo(serverPort, url.hostname);
    service.on('data', (said) => void delay(lateMs).then(() => server.write(said)));
    server.pipe(service);
    service.on('close', () => server.destroy());
    for (const socket of [service, server]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => way.listen(port, url.hostname, resolve));
  url.port = String(port);
  return { url: url.href, close: () => void way.close() };
}

it('a replica that has started takes commands at once, however late NATS hears what it takes', async () => {
  const late = await lateNats(200);
  const bus = await startBus();
  const replica = await startReplica(uniqueName('queue'), late.url);
  try {
    expect(await bus.send(greet, { name: 'Ada' })).toMatchObject({ ok: true });
  } finally {
    await replica.close();
    await bus.onApplicationShutdown();
    late.close();
  }
});

describe('commands over NATS', () => {
  const queue = uniqueName('queue');
  let replicas: INestMicroservice[] = [];
  let bus: CommandBus;

  beforeAll(async () => {
    replicas = await Promise.all([startReplica(queue), startReplica(queue)]);
    bus = await startBus();
  });

  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await bus.onApplicationShutdown();
  });

  it('answers each command once and spreads them over the replicas', async () => {
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, index) => bus.send(greet, { name: `n${index}` })),
    );
    expect(replies.map((reply) => reply.ok && reply.value.greeting)).toEqual(
      Array.from({ length: 200 }, (_, index) => `Hello n${index}`),
    );
    expect(new Set(replies.map((reply) => reply.ok && reply.value.by)).size).toBe(2);
  });

  it('refuses a request of the wrong shape and names the fields', async () => {
    const reply = await bus.send(greet, { name: '', more: 1 } as Greeting);
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
    expect(!reply.ok && reply.error.errors?.map(({ field }) => field)).toEqual(['name', 'body']);
  });

  it('answers an unexpected failure as internal_error, without its text', async () => {
    expect(await bus.send(fail, { name: 'x' })).toEqual({ ok: false, error: { code: 'internal_error' } });
  });

  it('answers lost infrastructure as service_unavailable', async () => {
    expect(await bus.send(loseDatabase, { name: 'x' })).toEqual({
      ok: false,
      error: { code: 'service_unavailable' },
    });
  });

  it('is refused at once when nobody takes the command', async () => {
    const before = performance.now();
    expect(await bus.send(nobody, { name: 'x' })).toEqual({
      ok: false,
      error: { code: 'service_unavailable' },
    });
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('is refused at its deadline', async () => {
    const reply = await bus.send(hold, { name: 'x' }, { deadlineMs: 100 });
    expect(reply).toEqual({ ok: false, error: { code: 'service_unavailable' } });
    release();
  });

  it('understands the packets of a plain ClientNats, and says nothing to an event of the same subject', async () => {
    const connection = await connect(natsConnectionOptions(testNatsUrl(), 'test'));
    const packet = JSON.stringify({ pattern: greet.subject, data: { name: 'Nest' }, id: '1' });
    const answer = await connection.request(greet.subject, packet, { timeout: 2000 });
    expect(answer.json()).toMatchObject({ id: '1', isDisposed: true, response: { ok: true } });
    await connection.close();
  });
});

describe('a command bus with all that it may have pending', () => {
  it('refuses more at once, and takes commands again when one is answered', async () => {
    const replica = await startReplica(uniqueName('queue'));
    const bus = new CommandBus({ natsUrl: testNatsUrl(), name: 'test', maxPending: 1 });
    await bus.onModuleInit();
    const already = holding;
    const held = bus.send(hold, { name: 'x' });
    await waitFor(() => holding > already, { message: 'the command is in hand' });
    expect(await bus.send(greet, { name: 'x' })).toEqual({
      ok: false,
      error: { code: 'service_unavailable' },
    });
    release();
    expect((await held).ok).toBe(true);
    expect((await bus.send(greet, { name: 'x' })).ok).toBe(true);
    await replica.close();
    await bus.onApplicationShutdown();
  });
});

describe('closing a replica', () => {
  it('finishes the commands in hand, takes no more, and does not wait for nothing', async () => {
    const replica = await startReplica(uniqueName('queue'));
    const bus = await startBus();
    const already = holding;
    const held = bus.send(hold, { name: 'patience' });
    await waitFor(() => holding > already, { message: 'the command is in hand' });
    const closed = replica.close();
    await waitFor(async () => {
      const reply = await bus.send(greet, { name: 'late' });
      return !reply.ok && reply.error.code === 'service_unavailable';
    });
    const before = performance.now();
    release();
    expect(await held).toEqual(accepted({ greeting: 'At last, patience' }));
    await closed;
    expect(performance.now() - before).toBeLessThan(2000);
    await bus.onApplicationShutdown();
  });
});

describe('a command bus without NATS', () => {
  it('starts anyway and refuses at once', async () => {
    const bus = await startBus(`nats://127.0.0.1:${await freePort()}`);
    expect(bus.status()).toBe('disconnected');
    expect(await bus.send(greet, { name: 'x' })).toEqual({
      ok: false,
      error: { code: 'service_unavailable' },
    });
    await bus.onApplicationShutdown();
  });
});
