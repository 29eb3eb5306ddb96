import { createTestDatabase, testRedisUrl, waitFor, type TestDatabase } from '@meshpair/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { KeptLog, startWorker } from '../test/cleanup-workers.js';
import { savePairings } from '../test/open-pairings.js';

const MINUTE_MS = 60_000;

describe.each([
  ['Postgres', (): Record<string, string> => ({})],
  ['Redis', (): Record<string, string> => ({ REDIS_URL: testRedisUrl() })],
])('cleanup worker on %s', (_backend, backendSettings) => {
  let database: TestDatabase;
  let workers: INestApplicationContext[];

  beforeEach(async () => {
    database = await createTestDatabase();
    workers = [];
  });

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await database.drop();
  });

  const start = async (log: KeptLog, overrides: Record<string, string> = {}): Promise<void> => {
    workers.push(await startWorker(database.url, { ...backendSettings(), ...overrides }, log));
  };

  const kinds = async (): Promise<readonly unknown[]> =>
    (await database.query('select kind from pairing.pairing_states order by pairing_id')).map(
      ({ kind }) => kind,
    );

  it('fails expired pairings once, with one unpublished event each, and leaves the open ones', async () => {
    await savePairings(database.url, 3, new Date(Date.now() - 2 * MINUTE_MS), 60);
    const log = new KeptLog();
    await start(log);
    await waitFor(async () => (await kinds()).every((kind) => kind === 'Failed'), { timeoutMs: 10_000 });
    await waitFor(() => log.count('cleanup done') >= 3, { timeoutMs: 10_000, message: 'three runs' });
    const events = await database.query(
      `select type, sequence::integer, published_at from pairing.pairing_events where type = 'PairingFailed'`,
    );
    expect(events).toEqual(Array(3).fill({ type: 'PairingFailed', sequence: 2, published_at: null }));
  });

  it('purges ended pairings after the retention, and keeps their events', async () => {
    await savePairings(database.url, 2, new Date(Date.now() - 2 * MINUTE_MS), 60);
    await start(new KeptLog(), { PURGE_AFTER_SECONDS: '1' });
    await waitFor(async () => (await kinds()).length === 0, { timeoutMs: 15_000, message: 'the purge' });
    const events = await database.query('select 1 from pairing.pairing_events');
    expect(events).toHaveLength(4);
  });

  it('says which step failed and does the others', async () => {
    await savePairings(database.url, 1, new Date(Date.now() - 2 * MINUTE_MS), 60);
    await database.query('alter table registry.device_sessions rename to hidden');
    const log = new KeptLog();
    await start(log);
    await waitFor(async () => (await kinds()).every((kind) => kind === 'Failed'), { timeoutMs: 10_000 });
    await waitFor(() => log.count('credentialsPruned failed') > 0, { message: 'the failure in the log' });
    expect(log.count('pairingsExpired failed')).toBe(0);
  });

  it('never runs twice at once with two workers, and goes on when one stops', async () => {
    await recordRuns(database);
    // Nest has one logger for the process.
    const log = new KeptLog();
    await Promise.all([start(log), start(log)]);
    const runsAfter = (runs: number): Promise<unknown> =>
      waitFor(() => log.count('cleanup done') >= runs, { timeoutMs: 20_000, message: `${runs} runs` });
    await runsAfter(3);
    await workers.shift()?.close();
    await runsAfter(log.count('cleanup done') + 2);
    expect(await countOverlaps(database)).toBe(0);
  }, 60_000);
});

/** Notes when each run purges, and makes it take a while. */
async function recordRuns(database: TestDatabase): Promise<void> {
  await database.query('create table run_probe (started timestamptz not null, ended timestamptz not null)');
  await database.query(`
    create function note_run() returns trigger language plpgsql as $$
    declare started timestamptz := clock_timestamp();
    begin
      perform pg_sleep(0.4);
      insert into run_probe values (started, clock_timestamp());
      return null;
    end $$`);
  await database.query(
    'create trigger note_run after delete on pairing.pairing_states for each statement execute function note_run()',
  );
}

async function countOverlaps(database: TestDatabase): Promise<unknown> {
  const [row] = await database.query(`
    select count(*)::integer as count
      from run_probe as one
      join run_probe as other on one.started < other.started and other.started < one.ended`);
  return row?.['count'];
}
