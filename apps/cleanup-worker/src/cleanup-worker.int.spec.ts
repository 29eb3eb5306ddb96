import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { type PairingChanged, PAIRINGS_CHANGED } from '@meshpair/contracts';
import { openJobQueue } from '@meshpair/jobs';
import { NatsClient } from '@meshpair/messaging';
import { createTestDatabase, type TestDatabase, testRedisUrl, uniqueName, waitFor } from '@meshpair/testing';
import { KeptLog, startWorker } from '../test/cleanup-workers.js';
import { savePairings } from '../test/open-pairings.js';
import { CLEANUP_JOB } from './jobs/cleanup-schedule.js';
import { BATCH_ROWS } from './run/run-steps.js';

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
    await savePairings(database.url, 'old', 3, new Date(Date.now() - 2 * MINUTE_MS), 60);
    await savePairings(database.url, 'open', 1, new Date(), 600);
    const log = new KeptLog();
    await start(log);
    await waitFor(() => log.count('cleanup done') >= 3, { message: 'three runs' });
    expect(await kinds()).toEqual(['Failed', 'Failed', 'Failed', 'TokenCreated']);
    const told = log.lines
      .map(({ message }) => String(message))
      .filter((text) => /^(Expired|Cleaned)/.test(text));
    // A line for each, and none for runs that purge nothing.
    expect(told).toEqual(Array(3).fill('Expired: no device had come'));
    const events = await database.query(
      `select type, sequence::integer, position in (select position from pairing.pairing_outbox) as "isUnpublished"
         from pairing.pairing_events where type = 'PairingFailed'`,
    );
    expect(events).toEqual(Array(3).fill({ type: 'PairingFailed', sequence: 2, isUnpublished: true }));
  });

  it('tells live views of an expired pairing', async () => {
    await start(new KeptLog());
    const changes: PairingChanged[] = [];
    const name = uniqueName('told');
    const nats = workers[0]?.get(NatsClient, { strict: false });
    nats?.subscribeJson(PAIRINGS_CHANGED, (batch) => changes.push(...(batch as PairingChanged[])));
    await savePairings(database.url, name, 1, new Date(Date.now() - 2 * MINUTE_MS), 60);
    const change = await waitFor(() => changes.find(({ pairingId }) => pairingId === `${name}-1`));
    expect(change).toMatchObject({ state: 'Failed', sequence: 2, reason: 'expired' });
  });

  it('finishes the run in hand when it is stopped', async () => {
    await recordRuns(database);
    const log = new KeptLog();
    await start(log);
    const isPurging = async (): Promise<boolean> =>
      (
        await database.query(
          `select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
        )
      ).length > 0;
    await waitFor(isPurging, { message: 'a run' });
    await workers.shift()?.close();
    const runs = await database.query('select 1 from run_probe');
    expect(log.count('cleanup done')).toBe(runs.length);
  });

  it('stops between two batches of a purge, and the next one goes on with it', async () => {
    const batches = 6;
    await recordRuns(database);
    await addEnded(database, batches * BATCH_ROWS);
    const purged = async (): Promise<number> => (await database.query('select 1 from run_probe')).length;
    const log = new KeptLog();
    await start(log, { PURGE_AFTER_SECONDS: '1' });
    await waitFor(async () => (await purged()) >= 1, { message: 'a batch' });
    await workers.shift()?.close();
    expect(await purged()).toBeLessThan(batches);
    expect(log.count('cleanup done')).toBe(1);
    await start(log, { PURGE_AFTER_SECONDS: '1' });
    await waitFor(async () => (await kinds()).length === 0, { message: 'the rest' });
  }, 60_000);

  it('goes on when its schedule is lost', async () => {
    const log = new KeptLog();
    await start(log);
    await waitFor(() => log.count('cleanup done') >= 1, { message: 'a run' });
    const { queue, worker } = openJobQueue(
      { name: 'cleanup' },
      { DATABASE_URL: database.url, ...backendSettings() },
      () => Promise.resolve(),
    );
    expect(await queue.removeJobScheduler(CLEANUP_JOB)).toBe(true);
    await Promise.all([worker.close(), queue.close()]);
    const runs = log.count('cleanup done');
    await waitFor(() => log.count('cleanup done') >= runs + 3, { message: 'more runs' });
  });

  it('purges ended pairings after the retention, and keeps their events', async () => {
    await savePairings(database.url, 'old', 2, new Date(Date.now() - 2 * MINUTE_MS), 60);
    await start(new KeptLog(), { PURGE_AFTER_SECONDS: '1' });
    await waitFor(async () => (await kinds()).length === 0, { message: 'the purge' });
    const events = await database.query('select 1 from pairing.pairing_events');
    expect(events).toHaveLength(4);
  });

  it('prunes counters of windows that no longer count, and keeps those that do', async () => {
    await database.query(`
      insert into pairing.rate_counters
      select 'connects', 'age ' || age, floor(extract(epoch from now()) / 60) - age, 0, 1, 1
        from unnest(array[0, 9]) as age`);
    await start(new KeptLog());
    const subjects = async (): Promise<readonly unknown[]> =>
      (await database.query('select subject from pairing.rate_counters')).map(({ subject }) => subject);
    await waitFor(async () => (await subjects()).length < 2, { message: 'the pruning' });
    expect(await subjects()).toEqual(['age 0']);
  });

  it('forgets devices whose codes nobody typed, once they could have been told', async () => {
    await database.query(`
      insert into pairing.device_requests
             (request_id, device_digest, code_digest, client_id, device, permissions, created_at, expires_at,
              network, poll_seconds)
      select 'expired ' || age, age, age, 'radio', '{}', '{}', now(), now() - make_interval(mins => age),
             '192.0.2.7', 2
        from unnest(array[-9, 9, 11]) as age`);
    await start(new KeptLog());
    const requests = async (): Promise<readonly unknown[]> =>
      (await database.query('select request_id from pairing.device_requests order by expires_at')).map(
        ({ request_id: id }) => id,
      );
    await waitFor(async () => (await requests()).length < 3, { message: 'the pruning' });
    expect(await requests()).toEqual(['expired 9', 'expired -9']);
  });

  it('says which step failed and does the others', async () => {
    await savePairings(database.url, 'old', 1, new Date(Date.now() - 2 * MINUTE_MS), 60);
    await database.query('alter table registry.device_sessions rename to hidden');
    const log = new KeptLog();
    await start(log);
    await waitFor(async () => (await kinds()).every((kind) => kind === 'Failed'));
    await waitFor(() => log.count('credentialsPruned failed') > 0, { message: 'the failure in the log' });
    expect(log.count('pairingsExpired failed')).toBe(0);
  });

  it('never runs twice at once with two workers, and goes on when one stops', async () => {
    await recordRuns(database);
    // Nest has one logger for the process.
    const log = new KeptLog();
    await Promise.all([start(log), start(log)]);
    const runsAfter = (runs: number): Promise<unknown> =>
      waitFor(() => log.count('cleanup done') >= runs, { message: `${runs} runs` });
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

/** Pairings that ended long ago. */
async function addEnded(database: TestDatabase, count: number): Promise<void> {
  await database.query(
    `insert into pairing.pairing_states
            (pairing_id, token_digest, owner_id, kind, state, version, created_at, updated_at, expires_at)
     select 'ended' || i, 'ended' || i, 'owner-1', 'Failed', '{}', 2, ago, ago, ago
       from generate_series(1, $1::integer) as i, lateral (select now() - interval '1 day' as ago)`,
    [count],
  );
}

async function countOverlaps(database: TestDatabase): Promise<unknown> {
  const [row] = await database.query(`
    select count(*)::integer as count
      from run_probe as one
      join run_probe as other on one.started < other.started and other.started < one.ended`);
  return row?.['count'];
}
