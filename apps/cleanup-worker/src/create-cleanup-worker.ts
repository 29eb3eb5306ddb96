import { NatsClient } from '@meshpair/messaging';
import { DatabaseHealth } from '@meshpair/persistence';
import { part, Readiness } from '@meshpair/service';
import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CleanupModule } from './cleanup.module.js';
import type { CleanupSettings } from './cleanup-settings.js';
import { CleanupSchedule } from './jobs/cleanup-schedule.js';

/** Builds and starts a cleanup worker. */
export async function createCleanupWorker(
  settings: CleanupSettings,
  { logger, readiness = new Readiness() }: { logger: LoggerService; readiness?: Readiness },
): Promise<INestApplicationContext> {
  const module = CleanupModule.forRoot(settings);
  const worker = await NestFactory.createApplicationContext(module, { logger, abortOnError: false });
  readiness.needs(
    () => worker.get(DatabaseHealth, { strict: false }).missing(),
    part('nats', () => worker.get(NatsClient, { strict: false }).isUp()),
    part('queue', () => worker.get(CleanupSchedule).hasQueue()),
  );
  return worker;
}
