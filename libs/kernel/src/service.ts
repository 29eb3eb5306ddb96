import {
  type DynamicModule,
  type INestApplicationContext,
  type LoggerService,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { durablesOf, EVENT_STREAM, type EventConsumer } from '@meshpair/contracts';
import {
  combinedServerOptions,
  commandServerOptions,
  JetStreamServer,
  NatsClient,
  NatsModule,
  OUTAGE_CHECK,
} from '@meshpair/messaging';
import { DatabaseHealth, isDatabaseUnavailable, OwnerIsLocked } from '@meshpair/persistence';
import { BatchFull, part, type PartsCheck, Readiness } from '@meshpair/service';
import { requireSettings, type SettingName, type Settings } from '@meshpair/settings';
import { type OutboxSettings, provideOutbox } from './outbox.js';

type Needed = 'DATABASE_URL' | 'NATS_URL';

/** The settings with those that the service cannot do without. */
export type ServiceSettings<Name extends SettingName = never> = ReturnType<
  typeof requireSettings<Name | Needed>
>;

/** Injects the `ServiceSettings`. */
export const SERVICE_SETTINGS = Symbol('ServiceSettings');

/** The events that a service follows: it may leave them where they are for a while. */
export type EventFeed = Pick<JetStreamServer, 'pause' | 'resume'>;

/** Injects the `EventFeed`; undefined in a service that follows none. */
export const EVENT_FEED = Symbol('EventFeed');

/** What one service is, beside what they all are. */
export interface ServiceDefinition<Name extends SettingName = never> {
  /** Of its connections to NATS. */
  readonly name: string;
  /** Settings that it cannot do without, beside its database and NATS. */
  readonly needs: readonly Name[];
  /** The queue whose commands its replicas share, and the events that they follow; absent for one that nobody calls. */
  readonly listens?: { readonly queue: string; readonly consumer: EventConsumer };
  /** Absent for one whose events another publishes. */
  readonly outbox?: OutboxSettings;
  readonly parts: (settings: ServiceSettings<Name>) => ModuleMetadata;
  /** What it cannot work without, beside its database and NATS. */
  readonly checks?: (service: INestApplicationContext) => readonly PartsCheck[];
}

interface Circumstances {
  readonly settings: Settings;
  readonly logger: LoggerService;
  readonly readiness?: Readiness;
}

/** Builds a replica and starts it. Throws a `SettingsError` that names the settings that are missing. */
export async function startService<Name extends SettingName>(
  service: ServiceDefinition<Name>,
  { settings, logger, readiness = new Readiness() }: Circumstances,
): Promise<INestApplicationContext> {
  const needed = requireSettings<Name | Needed>(settings, 'DATABASE_URL', 'NATS_URL', ...service.needs);
  const events =
    service.listens && eventServer(needed.NATS_EVENTS_URL ?? needed.NATS_URL, service.listens.consumer);
  const module = moduleOf(service, needed, readiness, events);
  if (events) readiness.needs(() => Promise.resolve(events.waitsFor));
  const replica =
    service.listens && events
      ? await listening(module, commandServerOptions(needed.NATS_URL, service.listens.queue), events, logger)
      : await NestFactory.createApplicationContext(module, { logger, abortOnError: false });
  readiness.needs(
    () => replica.get(DatabaseHealth, { strict: false }).missing(),
    part('nats', () => replica.get(NatsClient, { strict: false }).isUp()),
    ...(service.checks?.(replica) ?? []),
  );
  return replica;
}

@Module({})
class ServiceModule {}

function moduleOf<Name extends SettingName>(
  { name, outbox, parts }: ServiceDefinition<Name>,
  settings: ServiceSettings<Name>,
  readiness: Readiness,
  feed: EventFeed | undefined,
): DynamicModule {
  const { imports = [], controllers = [], providers = [] } = parts(settings);
  return {
    module: ServiceModule,
    imports: [NatsModule.forRoot({ natsUrl: settings.NATS_URL, name }), ...imports],
    controllers,
    providers: [
      { provide: SERVICE_SETTINGS, useValue: settings },
      { provide: Readiness, useValue: readiness },
      { provide: OUTAGE_CHECK, useValue: isOutage },
      { provide: EVENT_FEED, useValue: feed },
      ...(outbox ? [provideOutbox(outbox)] : []),
      ...providers,
    ],
  };
}

const eventServer = (natsUrl: string, consumer: EventConsumer): JetStreamServer =>
  new JetStreamServer({
    natsUrl,
    stream: EVENT_STREAM,
    durable: consumer.durable,
    consumers: durablesOf(consumer).map(({ durable }) => durable),
    maxAckPending: consumer.maxAckPending,
    isOutage,
  });

async function listening(
  module: DynamicModule,
  commands: ReturnType<typeof commandServerOptions>,
  events: JetStreamServer,
  logger: LoggerService,
): Promise<INestApplicationContext> {
  const replica = await NestFactory.createMicroservice<MicroserviceOptions>(module, {
    ...combinedServerOptions(commands, { strategy: events }),
    logger,
    abortOnError: false,
  });
  await replica.listen();
  return replica;
}

/** Whether trying again later may help: the database is away, an owner stays locked, or more work waits than may. */
const isOutage = (error: unknown): boolean =>
  error instanceof BatchFull || error instanceof OwnerIsLocked || isDatabaseUnavailable(error);
