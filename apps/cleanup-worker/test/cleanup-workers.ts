import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import { migrateJobQueues } from '@meshpair/jobs';
import { startService } from '@meshpair/kernel';
import { readSettings } from '@meshpair/settings';
import { testNatsUrl } from '@meshpair/testing';
import { cleanupService } from '../src/cleanup.service.js';

/** A logger that keeps what is said. */
export class KeptLog implements LoggerService {
  readonly lines: { readonly message: unknown; readonly more: readonly unknown[] }[] = [];

  log(message: unknown, ...more: readonly unknown[]): void {
    this.lines.push({ message, more });
  }

  readonly error = this.log.bind(this);
  readonly warn = this.log.bind(this);
  readonly debug = this.log.bind(this);

  count(message: string): number {
    return this.lines.filter((line) => line.message === message).length;
  }
}

/** Starts a worker in this process that cleans up every second. */
export async function startWorker(
  databaseUrl: string,
  overrides: Readonly<Record<string, string>>,
  logger: LoggerService,
): Promise<INestApplicationContext> {
  const settings = readSettings({
    DATABASE_URL: databaseUrl,
    NATS_URL: testNatsUrl(),
    PURGE_EVERY_SECONDS: '1',
    ...overrides,
  });
  if (settings.REDIS_URL === undefined) await migrateJobQueues(databaseUrl);
  return startService(cleanupService, { settings, logger });
}
