import { durablesOf, EVENT_CONSUMERS, EVENT_STREAM, REGISTRY_QUEUE } from '@meshpair/contracts';
import {
  combinedServerOptions,
  commandServerOptions,
  JetStreamServer,
  NatsClient,
} from '@meshpair/messaging';
import { DatabaseHealth } from '@meshpair/persistence';
import { part, Readiness } from '@meshpair/service';
import type { INestMicroservice, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { isOutage } from './outage.js';
import { RegistryModule } from './registry.module.js';
import type { RegistrySettings } from './registry-settings.js';

/** Which verified pairings have been registered, kept by the stream for all replicas. */
export const PIN_VERIFIED_CONSUMER = EVENT_CONSUMERS.registry.durable;

/** Builds a replica of the registry; `listen()` starts it. */
export async function createRegistry(
  settings: RegistrySettings,
  { logger, readiness = new Readiness() }: { logger: LoggerService; readiness?: Readiness },
): Promise<INestMicroservice> {
  const events = new JetStreamServer({
    natsUrl: settings.NATS_URL,
    stream: EVENT_STREAM,
    durable: PIN_VERIFIED_CONSUMER,
    consumers: durablesOf(EVENT_CONSUMERS.registry).map(({ durable }) => durable),
    maxAckPending: EVENT_CONSUMERS.registry.maxAckPending,
    isOutage,
  });
  const module = RegistryModule.forRoot(settings, readiness);
  const service = await NestFactory.createMicroservice<MicroserviceOptions>(module, {
    ...combinedServerOptions(commandServerOptions(settings.NATS_URL, REGISTRY_QUEUE), { strategy: events }),
    logger,
    abortOnError: false,
  });
  readiness.needs(
    () => Promise.resolve(events.waitsFor),
    () => service.get(DatabaseHealth, { strict: false }).missing(),
    part('nats', () => service.get(NatsClient, { strict: false }).isUp()),
  );
  return service;
}
