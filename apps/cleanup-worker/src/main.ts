import 'reflect-metadata';
import { runService } from '@meshpair/service';
import { cleanupSettings } from './cleanup-settings.js';
import { createCleanupWorker } from './create-cleanup-worker.js';

await runService('cleanup-worker', ({ settings, logger, readiness }) =>
  createCleanupWorker(cleanupSettings(settings), { logger, readiness }),
);
