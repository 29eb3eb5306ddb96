import { durablesOf, EVENT_CONSUMERS, EVENT_STREAM, PAIRING_QUEUE } from '@meshpair/contracts';
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
import { PairingModule } from './pairing.module.js';
import type { PairingSettings } from './pairing-settings.js';

/** Which events of the registry have been followed, kept by the stream for all replicas. */
export const REGISTRATIONS_CONSUMER = EVENT_CONSUMERS.pairing.durable;

/** Builds a replica of the pairing service; `listen()` starts it. */
export async function createPairingService(
  settings: PairingSettings,
  { logger, readiness = new Readiness() }: { logger: LoggerService; readiness?: Readiness },
): Promise<INestMicroservice> {
  const events = new JetStreamServer({
    natsUrl: settings.NATS_URL,
    stream: EVENT_STREAM,
    durable: REGISTRATIONS_CONSUMER,
    consumers: durablesOf(EVENT_CONSUMERS.pairing).map(({ durable }) => durable),
    maxAckPending: EVENT_CONSUMERS.pairing.maxAckPending,
    isOutage,
  });
  const module = PairingModule.forRoot(settings, readiness);
  const service = await NestFactory.createMicroservice<MicroserviceOptions>(module, {
    ...combinedServerOptions(commandServerOptions(settings.NATS_URL, PAIRING_QUEUE), { strategy: events }),
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
