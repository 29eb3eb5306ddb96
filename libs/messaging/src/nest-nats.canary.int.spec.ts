import { describe, expect, it } from '@jest/globals';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { ClientNats, type NatsContext, ServerNats, type WritePacket } from '@nestjs/microservices';
import { testNatsUrl, uniqueName, waitFor } from '@meshpair/testing';
import { PipelinedNatsClient } from './commands/pipelined-nats-client.js';
import { natsConnectionOptions } from './nats/nats-connection-options.js';

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

  override getPublisher(message: Msg, id: string, context: NatsContext): (packet: WritePacket) => unknown {
    const publish: (packet: WritePacket) => unknown = super.getPublisher(message, id, context);
    return (packet) => {
      this.steps.push(`published, ${packet.isDisposed === true ? 'the last' : 'one of more'}`);
      return publish(packet);
    };
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
  it('connects, binds, handles and publishes by the methods that the command server overrides', async () => {
    const subject = uniqueName('canary.answer');
    const server = await serverOf(subject, () => Promise.resolve('the answer'));
    const client = new PipelinedNatsClient(natsConnectionOptions(testNatsUrl(), 'canary'));
    await client.connect();
    expect(await client.request(subject, { of: 'ours' }, 5000)).toBe('the answer');
    expect(server.steps).toEqual([
      'createNatsClient',
      `bindEvents on ${subject}`,
      `handleMessage of ${subject}`,
      'published, the last',
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

  it('hands what the server’s deserializer needs to know the command by', async () => {
    const subject = uniqueName('canary.channel');
    const given: unknown[] = [];
    const server = new WatchedServer({
      deserializer: {
        deserialize: (message: Msg, options: Readonly<Record<string, unknown>> = {}) => {
          given.push(options['channel']);
          return message.json<{ id: string; pattern: string; data: unknown }>();
        },
      },
    });
    server.addHandler(subject, () => Promise.resolve('the answer'));
    await listening(server);
    const client = new PipelinedNatsClient(natsConnectionOptions(testNatsUrl(), 'canary'));
    await client.connect();
    await client.request(subject, {}, 5000);
    expect(given).toEqual([subject]);
    await client.close();
    await server.close();
  });
});
