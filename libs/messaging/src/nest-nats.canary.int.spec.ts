import { describe, expect, it } from '@jest/globals';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { ClientNats, ServerNats } from '@nestjs/microservices';
import { testNatsUrl, uniqueName, waitFor } from '@meshpair/testing';
import { PipelinedNatsClient } from './commands/pipelined-nats-client.js';
import { natsConnectionOptions } from './nats/nats-connection-options.js';
import { oneWriteATurn } from './nats/one-write-a-turn.js';

Logger.overrideLogger(false);

/** Nest's own server: keeps the steps which `CommandServer` overrides. */
class WatchedServer extends ServerNats {
  readonly steps: unknown[] = [];

  override createNatsClient(): Promise<NatsConnection> {
    this.steps.push('createNatsClient');
    return connect(natsConnectionOptions(testNatsUrl(), 'canary'));
  }

  override bindEvents(connection: NatsConnection): void {
    this.steps.push(`bindEvents on ${[...this.messageHandlers.keys()].join()}`);
    super.bindEvents(connection);
  }

  override handleMessage(channel: string, message: Msg): Promise<unknown> {
    this.steps.push(`handleMessage of ${channel}`);
    return super.handleMessage(channel, message);
  }
}

const listening = (server: ServerNats): Promise<void> =>
  new Promise(
    (resolve, reject) =>
      void server.listen((error?: unknown) => (error instanceof Error ? reject(error) : resolve())),
  );

async function serverOf(subject: string, handler: () => Promise<unknown>): Promise<WatchedServer> {
  const server = new WatchedServer({});
  server.addHandler(subject, handler);
  await listening(server);
  return server;
}

/** Fails when an upgrade of Nest changes what `CommandServer` and `PipelinedNatsClient` rely on. */
describe('what Nest does between a command and its answer', () => {
  it('connects, binds and handles by the methods that the command server overrides', async () => {
    const subject = uniqueName('canary.answer');
    const server = await serverOf(subject, () => Promise.resolve('the answer'));
    const client = new PipelinedNatsClient(natsConnectionOptions(testNatsUrl(), 'canary'));
    await client.connect();
    expect(await client.request(subject, { of: 'ours' }, 5000)).toBe('the answer');
    expect(server.steps).toEqual([
      'createNatsClient',
      `bindEvents on ${subject}`,
      `handleMessage of ${subject}`,
    ]);
    await client.close();
    const connection = server.unwrap<NatsConnection>();
    await server.close();
    expect(connection.isClosed()).toBe(true);
  });

  it('answers its own client and ours with the same packets', async () => {
    const subject = uniqueName('canary.packet');
    const packets: unknown[] = [];
    const connection = await connect(natsConnectionOptions(testNatsUrl(), 'canary'));
    connection.subscribe(subject, {
      callback: (_error, message) => {
        const packet = message.json<{ id: string; pattern: string; data: unknown }>();
        packets.push({ ...packet, id: typeof packet.id });
        message.respond(JSON.stringify({ id: packet.id, response: 'the answer', isDisposed: true }));
      },
    });
    const ours = new PipelinedNatsClient(natsConnectionOptions(testNatsUrl(), 'canary'));
    const nests = new ClientNats(natsConnectionOptions(testNatsUrl(), 'canary'));
    await Promise.all([ours.connect(), nests.connect()]);
    const answers = [await ours.request(subject, { of: 'one' }, 5000)];
    nests.send(subject, { of: 'one' }).subscribe((answer) => answers.push(answer));
    await waitFor(() => answers.length === 2, { message: 'the answer to Nest’s own client' });
    expect(answers).toEqual(['the answer', 'the answer']);
    expect(packets).toEqual(Array(2).fill({ id: 'string', pattern: subject, data: { of: 'one' } }));
    await Promise.all([ours.close(), nests.close(), connection.close()]);
  });
});

/** Fails when an upgrade of the client changes what `oneWriteATurn` relies on. */
describe('what the NATS client writes', () => {
  /** The writes to the server while `publish` publishes, in as many microtasks. */
  async function writesOf(connection: NatsConnection, count: number): Promise<number> {
    const { transport } = (
      connection as unknown as { protocol: { transport: { send(data: Uint8Array): void } } }
    ).protocol;
    const send = transport.send.bind(transport);
    let writes = 0;
    transport.send = (data) => {
      writes += 1;
      send(data);
    };
    for (let index = 0; index < count; index += 1) {
      connection.publish('canary.write', 'x');
      await Promise.resolve();
    }
    await new Promise((resolve) => setImmediate(resolve));
    transport.send = send;
    return writes;
  }

  it('is one write for all that a turn of the event loop publishes', async () => {
    const plain = await connect(natsConnectionOptions(testNatsUrl(), 'canary'));
    const ours = oneWriteATurn(await connect(natsConnectionOptions(testNatsUrl(), 'canary')));
    expect(await writesOf(plain, 20)).toBeGreaterThan(5);
    expect(await writesOf(ours, 20)).toBe(1);
    await Promise.all([plain.close(), ours.close()]);
  });

  it('is written before the connection closes', async () => {
    const listener = await connect(natsConnectionOptions(testNatsUrl(), 'canary'));
    const subject = uniqueName('canary.last');
    const heard: string[] = [];
    listener.subscribe(subject, { callback: (_error, message) => void heard.push(message.string()) });
    await listener.flush();
    const ours = oneWriteATurn(await connect(natsConnectionOptions(testNatsUrl(), 'canary')));
    ours.publish(subject, 'the last words');
    await ours.close();
    await waitFor(() => heard.length > 0, { message: 'the last words' });
    expect(heard).toEqual(['the last words']);
    await listener.close();
  });
});
