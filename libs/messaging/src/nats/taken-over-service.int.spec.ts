import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import {
  accepted,
  command,
  durablesOf,
  EVENT_CONSUMERS,
  EVENT_STREAM,
  type Reply,
} from '@meshpair/contracts';
import { locateNatsServer, type RunningNats, startNats } from '@meshpair/servers';
import { uniqueName, waitFor } from '@meshpair/testing';
import { CommandHandler } from '../commands/command-handler.js';
import { commandServerOptions } from '../commands/command-server.js';
import { StreamKeeper } from '../events/stream-keeper.js';
import { connectToNats } from './connect-when-up.js';

const API = '$JS.API';
const silent = { log: () => undefined, warn: () => undefined };
const remove = command('registry.node.remove', z.strictObject({ nodeId: z.string() }), z.null());
const removed: string[] = [];

@Controller()
class NodesController {
  @CommandHandler(remove)
  remove({ nodeId }: { nodeId: string }): Promise<Reply<null>> {
    removed.push(nodeId);
    return Promise.resolve(accepted(null));
  }
}

class NodesModule {}
Reflect.defineMetadata('controllers', [NodesController], NodesModule);

/** Each service that follows the stream has two logins. */
const LOGINS = ['pairing', 'pairing-events', 'registry', 'registry-events'] as const;

/** Each of them, with the service's consumers. */
const TAKEN_OVER = LOGINS.flatMap((user) =>
  durablesOf(EVENT_CONSUMERS[user.startsWith('pairing') ? 'pairing' : 'registry']).map(
    ({ durable }) => [user, durable] as const,
  ),
);

describe('a service taken over', () => {
  let dataDir: string;
  let server: RunningNats;
  let keeper: StreamKeeper;
  let registry: INestMicroservice;
  let admin: NatsConnection;
  let manager: JetStreamManager;
  const users = new Map<string, NatsConnection>();

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'meshpair-nats-'));
    const program = await locateNatsServer(process.env['MESHPAIR_TEST_PROGRAMS'] ?? '', () => undefined);
    server = await startNats({ program, dataDir });
    keeper = new StreamKeeper({
      natsUrl: server.userUrls.keeper,
      replicas: 1,
      retentionDays: 1,
      logger: silent,
    });
    await keeper.start();
    registry = await NestFactory.createMicroservice(NodesModule, {
      ...commandServerOptions(server.userUrls.registry, 'registry'),
      logger: false,
    });
    await registry.listen();
    admin = await connectToNats(server.url, 'admin');
    manager = await jetstreamManager(admin);
    for (const user of ['gateway', ...LOGINS] as const)
      users.set(user, await connectToNats(server.userUrls[user], user));
  });

  afterAll(async () => {
    await registry.close();
    await keeper.close();
    await Promise.all([...users.values(), admin].map((connection) => connection.close()));
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  beforeEach(() => void (removed.length = 0));

  const as = (user: string): NatsConnection => users.get(user)!;

  /** Sends a request as that user; whatever comes of it, or nothing. */
  const attempt = async (user: string, subject: string, request: object): Promise<void> => {
    await as(user)
      .request(subject, JSON.stringify(request), { timeout: 500 })
      .catch(() => undefined);
  };

  it.each(LOGINS)('%s cannot have commands kept in the stream, to read them', async (user) => {
    const { config } = await manager.streams.info(EVENT_STREAM);
    const subjects = [...config.subjects, 'registry.>'];
    await attempt(user, `${API}.STREAM.UPDATE.${EVENT_STREAM}`, { ...config, subjects });
    expect((await manager.streams.info(EVENT_STREAM)).config.subjects).toEqual(config.subjects);
  });

  it.each(TAKEN_OVER)('%s cannot have its consumer %s deliver other events', async (user, durable) => {
    const { config } = await manager.consumers.info(EVENT_STREAM, durable);
    const filter = 'meshpair.events.>';
    const request = { stream_name: EVENT_STREAM, config: { ...config, filter_subject: filter } };
    await attempt(user, `${API}.CONSUMER.CREATE.${EVENT_STREAM}.${durable}.${filter}`, request);
    expect((await manager.consumers.info(EVENT_STREAM, durable)).config.filter_subject).toBe(
      config.filter_subject,
    );
  });

  it.each(LOGINS)('%s cannot erase the stream by its limits', async (user) => {
    for (const name of ['one', 'two', 'three'])
      await admin.request(`meshpair.events.TokenCreated.${name}`, '{}');
    const before = await manager.streams.info(EVENT_STREAM);
    await attempt(user, `${API}.STREAM.UPDATE.${EVENT_STREAM}`, { ...before.config, max_msgs: 1 });
    expect((await manager.streams.info(EVENT_STREAM)).state.messages).toBe(before.state.messages);
  });

  it('cannot have JetStream deliver a command that it has stored as an event', async () => {
    const [failures] = TAKEN_OVER.filter(([, durable]) => durable.endsWith('PairingFailed'));
    const durable = failures?.[1] ?? '';
    const nodeId = uniqueName('node');
    const packet = { pattern: remove.subject, data: { nodeId }, id: 'x' };
    as('pairing').publish('meshpair.events.PairingFailed.p', JSON.stringify(packet));
    // Straight to the handler of the command: the same packet is one when the gateway sends it.
    const next = `${API}.CONSUMER.MSG.NEXT.${EVENT_STREAM}.${durable}`;
    await as('pairing').flush();
    as('pairing-events').publish(next, '{"batch":100}', { reply: remove.subject });
    await as('pairing-events').flush();
    await waitFor(async () => (await manager.consumers.info(EVENT_STREAM, durable)).num_pending === 0);
    await as('gateway').request(remove.subject, JSON.stringify({ ...packet, data: { nodeId: 'last' } }));
    expect(removed).toEqual(['last']);
  });

  it('cannot have a command taken that was made as another, or as an event', async () => {
    const data = { nodeId: 'other' };
    await attempt('gateway', remove.subject, { pattern: 'registry.node.find', data, id: 'x' });
    await attempt('gateway', remove.subject, { pattern: remove.subject, data });
    const packet = { pattern: remove.subject, data: { nodeId: 'asked' }, id: 'x' };
    await as('gateway').request(remove.subject, JSON.stringify(packet));
    expect(removed).toEqual(['asked']);
  });

  it('gets no answer to a command into a subject that is not an inbox', async () => {
    const before = (await manager.streams.info(EVENT_STREAM)).state.messages;
    const packet = JSON.stringify({ pattern: remove.subject, data: { nodeId: 'aimed' }, id: 'x' });
    as('gateway').publish(remove.subject, packet, { reply: 'meshpair.events.DeviceRegistered.p' });
    await as('gateway').request(remove.subject, packet.replace('aimed', 'asked'));
    expect(removed).toEqual(['asked']);
    expect((await manager.streams.info(EVENT_STREAM)).state.messages).toBe(before);
  });
});
