import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import {
  type AuditEvent,
  type CloudEvent,
  type ConnectedDevice,
  type PairingChanged,
  pairingCommands,
  PAIRINGS_CHANGED,
  type Reply,
} from '@meshpair/contracts';
import { startService } from '@meshpair/kernel';
import { CommandBus, NatsClient, StreamKeeper } from '@meshpair/messaging';
import { locateNatsServer, startNats } from '@meshpair/servers';
import { createLogger, Readiness } from '@meshpair/service';
import { readSettings } from '@meshpair/settings';
import { createTestDatabase, EventsByStream, type TestDatabase, uniqueName } from '@meshpair/testing';
import { pairingService } from '../src/pairing.service.js';
import { TABLET, valueOf } from './fixed-context.js';

/** Replicas of the pairing service on a NATS server of their own: subjects and durables are fixed. */
export interface PairingReplicas {
  readonly bus: CommandBus;
  readonly nats: NatsClient;
  /** What went through the stream, in order. */
  readonly events: readonly CloudEvent[];
  readonly changes: readonly PairingChanged[];
  stop(): Promise<void>;
}

/** What a test file has at hand while its tests run. */
export interface ReplicasUnderTest {
  readonly ownerId: string;
  readonly database: TestDatabase;
  readonly replicas: PairingReplicas;
}

type GivenSettings = Readonly<Record<string, string>>;

/** Two replicas for all tests of a file, on a database of their own, without limits unless the settings say so. */
export function usePairingReplicas(settings: GivenSettings = { RATE_LIMITS: 'off' }): ReplicasUnderTest {
  let database: TestDatabase;
  let replicas: PairingReplicas;

  beforeAll(async () => {
    database = await createTestDatabase();
    replicas = await startReplicas(2, database.url, settings);
  }, 60_000);

  afterAll(async () => {
    await replicas.stop();
    await database.drop();
  });

  return {
    ownerId: uniqueName('owner'),
    get database() {
      return database;
    },
    get replicas() {
      return replicas;
    },
  };
}

const silent = { log: () => undefined, warn: () => undefined };

async function startReplicas(
  count: number,
  databaseUrl: string,
  settings: GivenSettings,
): Promise<PairingReplicas> {
  const dataDir = await mkdtemp(join(tmpdir(), 'meshpair-pairing-'));
  const program = await locateNatsServer(process.env['MESHPAIR_TEST_PROGRAMS'] ?? dataDir, () => undefined);
  const server = await startNats({ program, dataDir });
  const keeper = new StreamKeeper({ natsUrl: server.url, replicas: 1, retentionDays: 1, logger: silent });
  await keeper.start();
  const replicas = await Promise.all(
    Array.from({ length: count }, () => startReplica(databaseUrl, server.url, settings)),
  );
  const bus = new CommandBus({ natsUrl: server.url, name: 'test' });
  await bus.onModuleInit();

  const nats = replicas[0]?.get(NatsClient, { strict: false });
  if (!nats) throw new Error('there must be a replica');
  const stream = new EventsByStream();
  const changes: PairingChanged[] = [];
  nats.subscribeJson('meshpair.events.>', (event) => stream.take(event as CloudEvent));
  nats.subscribeJson(PAIRINGS_CHANGED, (batch) => changes.push(...(batch as PairingChanged[])));
  const stop = async (): Promise<void> => {
    await bus.onApplicationShutdown();
    await Promise.all(replicas.map((replica) => replica.close()));
    await keeper.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { bus, nats, events: stream.events, changes, stop };
}

async function startReplica(
  databaseUrl: string,
  natsUrl: string,
  given: GivenSettings,
): Promise<INestApplicationContext> {
  const settings = readSettings({
    DATABASE_URL: databaseUrl,
    NATS_URL: natsUrl,
    MESHPAIR_SECRET: 'a secret of at least thirty-two characters',
    LOG_LEVEL: 'fatal',
    ...given,
  });
  const logger = createLogger(settings, 'pairing');
  const readiness = new Readiness();
  const replica = await startService(pairingService, { settings, logger, readiness });
  readiness.markReady();
  return replica;
}

/** The names of a pairing's events in the order in which the stream got them, `1 TokenCreated` first. */
export const streamedOf = ({ events }: PairingReplicas, pairingId: string): readonly string[] =>
  events
    .filter((event) => event.subject === pairingId && 'sequence' in event)
    .map(({ type, sequence }) => `${sequence} ${type}`);

/** How many tries were left after each wrong PIN, as the stream tells it. */
export const rejectedOf = ({ events }: PairingReplicas, pairingId: string): readonly unknown[] =>
  events
    .filter((event: AuditEvent) => event.subject === pairingId && event.type === 'PinRejected')
    .map(({ data }) => data['attemptsLeft']);

/** The problem code of each reply, `ok` for an accepted one. */
export const codesOf = (replies: readonly Reply<unknown>[]): readonly string[] =>
  replies.map((reply) => (reply.ok ? 'ok' : reply.error.code));

export const startedAt = async ({ bus }: PairingReplicas, ownerId: string): Promise<string> =>
  valueOf(await bus.send(pairingCommands.startPairing, { ownerId })).token;

export async function connectedAt(
  replicas: PairingReplicas,
  ownerId: string,
  ip = '127.0.0.9',
): Promise<ConnectedDevice & { readonly token: string }> {
  const token = await startedAt(replicas, ownerId);
  const request = { token, device: TABLET, ip };
  return { token, ...valueOf(await replicas.bus.send(pairingCommands.connectDevice, request)) };
}
