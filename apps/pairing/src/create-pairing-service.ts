import { EVENT_CONSUMERS, EVENT_STREAM, eventFilter, PAIRING_QUEUE } from '@meshpair/contracts';
import { combinedServerOptions, commandServerOptions, JetStreamServer } from '@meshpair/messaging';
import { Readiness } from '@meshpair/service';
import type { INestMicroservice, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { isOutage } from './outage.js';
import { PairingModule } from './pairing.module.js';
import type { PairingSettings } from './pairing-settings.js';

/** Which events of the registry have been followed, kept by the stream for all replicas. */
export const REGISTRATIONS_CONSUMER = EVENT_CONSUMERS.pairing.durable;

/** Builds a replica of the pairing service; `listen()` starts it. */
export function createPairingService(
  settings: PairingSettings,
  { logger, readiness = new Readiness() }: { logger: LoggerService; readiness?: Readiness },
): Promise<INestMicroservice> {
  const events = new JetStreamServer({
    natsUrl: settings.NATS_URL,
    stream: EVENT_STREAM,
    durable: REGISTRATIONS_CONSUMER,
    filterSubjects: EVENT_CONSUMERS.pairing.types.map(eventFilter),
    isOutage,
  });
  return NestFactory.createMicroservice<MicroserviceOptions>(PairingModule.forRoot(settings, readiness), {
    ...combinedServerOptions(commandServerOptions(settings.NATS_URL, PAIRING_QUEUE), { strategy: events }),
    logger,
    abortOnError: false,
  });
}
