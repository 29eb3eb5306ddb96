import type { OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { run, type Statement } from './statement.js';

const MEASURE_EVERY_MS = 5_000;

const READ_CLOCK: Statement = { name: 'clock.read', text: 'select clock_timestamp() as now' };

/** Postgres's time now: the one clock of the mesh. */
export async function databaseTime(pool: Pool | PoolClient): Promise<Date> {
  const [row] = await run<{ now: Date }>(pool, READ_CLOCK, []);
  if (!row) throw new Error('the database has no time');
  return row.now;
}

/**
 * Postgres's time without a question for each look: carried on by this process's monotonic clock, which no change of
 * the machine's time moves, and measured every five seconds. Off by half of the question's round trip at most.
 */
export class DatabaseClock implements OnApplicationShutdown {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly pool: Pool,
    private offsetMs: number,
  ) {
    this.timer = setInterval(() => void this.measure(), MEASURE_EVERY_MS).unref();
  }

  static async start(pool: Pool): Promise<DatabaseClock> {
    return new DatabaseClock(pool, await measuredOffset(pool));
  }

  now(): Date {
    return new Date(performance.now() + this.offsetMs);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** While the database is away the clock goes on as it was. */
  private async measure(): Promise<void> {
    this.offsetMs = await measuredOffset(this.pool).catch(() => this.offsetMs);
  }
}

/** What is to be added to the monotonic clock. */
async function measuredOffset(pool: Pool): Promise<number> {
  const before = performance.now();
  const time = await databaseTime(pool);
  return time.getTime() - (before + performance.now()) / 2;
}
