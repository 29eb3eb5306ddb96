import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CleanupModule } from './cleanup.module.js';
import type { CleanupSettings } from './cleanup-settings.js';

/** Builds and starts a cleanup worker. */
export const createCleanupWorker = (
  settings: CleanupSettings,
  { logger }: { logger: LoggerService },
): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(CleanupModule.forRoot(settings), { logger, abortOnError: false });
