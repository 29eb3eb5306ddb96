import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { PairingEvent } from '@meshpair/domain';
import { createTestDatabase, type TestDatabase, waitFor } from '@meshpair/testing';
import { createDataSource, poolOf } from './data-source.js';
import { isDatabaseUnavailable } from './database-errors.js';
import { DatabaseHealth } from './database-health.js';
import { PostgresOutboxStore } from './postgres-outbox-store.js';

const LOCK_HOLDER = `
  select pid from pg_locks join pg_database on pg_database.oid = pg_locks.database
   where locktype = 'advisory' and granted and datname = current_database()`;

describe('PostgresOutboxStore', () => {
  let database: TestDatabase;
  let source: DataSource;
  const outbox = (): PostgresOutboxStore =>
    new PostgresOutboxStore(poolOf(source), database.url, 'registry.registration_events');

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await createDataSource(database.url, 'registry').initialize();
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('lets one relay work, and hands over when it stops or its connection dies', async () => {
    const leaders: string[] = [];
    const relay = (name: string): { stop: AbortController; done: Promise<void> } => {
      const stop = new AbortController();
      const work = (signal: AbortSignal): Promise<void> => {
        leaders.push(name);
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      };
      return { stop, done: outbox().asOnlyRelay(work, stop.signal) };
    };
    const first = relay('first');
    await waitFor(() => leaders.length === 1);
    const second = relay('second');
    first.stop.abort();
    await first.done;
    await waitFor(() => leaders.length === 2);
    const third = relay('third');
    const [holder] = await database.query(LOCK_HOLDER);
    await database.query('select pg_terminate_backend($1)', [holder?.['pid']]);
    await waitFor(() => leaders.length === 3, { message: 'a new leader' });
    expect(leaders.slice(0, 2)).toEqual(['first', 'second']);
    second.stop.abort();
    third.stop.abort();
    await Promise.all([second.done, third.done]);
    expect(await database.query(LOCK_HOLDER)).toEqual([]);
  });

  it('passes on what the work throws', async () => {
    const failing = outbox().asOnlyRelay(() => Promise.reject(new Error('no stream')), AbortSignal.abort());
    await expect(failing).resolves.toBeUndefined();
    const { signal } = new AbortController();
    const thrown = outbox().asOnlyRelay(() => Promise.reject(new Error('no stream')), signal);
    await expect(thrown).rejects.toThrow('no stream');
  });

  it('holds back what is unpublished, whatever the stream before acknowledges, until it is let go', async () => {
    const commit = (...ids: string[]): ReturnType<TestDatabase['query']> =>
      database.query(
        `with recorded as (
           insert into registry.registration_events (pairing_id, owner_id, sequence, type, occurred_at, event)
           select id, 'owner', 5, 'PairingFailed', now(), jsonb_build_object('type', 'PairingFailed', 'pairingId', id, 'occurredAt', now(), 'data', null)
             from unnest($1::text[]) as id
           returning position)
         insert into registry.registration_outbox (position) select position from recorded`,
        [ids],
      );
    const left = async (): Promise<readonly unknown[]> =>
      (await outbox().readUnpublished(9)).map(({ event }) => 'pairingId' in event && event.pairingId);
    const marked = (pairingId: string): PairingEvent => ({ pairingId, sequence: 5 }) as PairingEvent;
    await commit('a', 'b', 'c');
    const read = await outbox().readUnpublished(9);
    await outbox().reopenForNewStream();
    await commit('d');
    await outbox().markPublished(read.map(({ rowId }) => rowId));
    await outbox().markEvents([marked('b')]);
    expect(await left()).toEqual(['d']);
    await outbox().reopen(['b', 'd']);
    expect(await left()).toEqual(['b', 'd']);
    await outbox().markEvents([marked('b')]);
    await outbox().reopen(['b']);
    await outbox().releaseHeldBack();
    expect(await left()).toEqual(['a', 'b', 'c', 'd']);
    await outbox().markEvents(['a', 'b', 'c', 'd'].map(marked));
    expect(await left()).toEqual([]);
  });

  it('lives on when the server closes its connections, and says that the database was away', async () => {
    const health = new DatabaseHealth(poolOf(source));
    expect(await health.isUp()).toBe(true);
    const busy = poolOf(source).query('select pg_sleep(30)');
    const failure = busy.catch((error: unknown) => error);
    await waitFor(async () => {
      const [row] = await database.query(`select count(pg_terminate_backend(pid))::int as ended
        from pg_stat_activity where application_name = 'meshpair-registry' and query like '%pg_sleep(30)'
         and datname = current_database() and pid <> pg_backend_pid()`);
      return row?.['ended'] === 1;
    });
    expect(isDatabaseUnavailable(await failure)).toBe(true);
    expect(await outbox().readUnpublished(1)).toEqual([]);
    expect(await health.isUp()).toBe(true);
  });

  it('says that the database cannot write, when reads still succeed', async () => {
    // As on a full disk, but for these connections only: what does not fit into memory is refused.
    const pool = new pg.Pool({ connectionString: database.url, options: '-c temp_file_limit=0' });
    try {
      await expect(new DatabaseHealth(pool).trouble()).resolves.toMatch(/temp_file_limit.* \(53400\)$/);
      expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    } finally {
      await pool.end();
    }
  });
});
