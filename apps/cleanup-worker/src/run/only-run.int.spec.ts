import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { asOnlyRun } from './run-steps.js';

describe('asOnlyRun', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  it('lets one run at a time, and the next when that is over or has failed', async () => {
    const outer = await asOnlyRun(database.url, () => asOnlyRun(database.url, async () => 'ran'));
    expect(outer).toBe('busy');
    const failed = asOnlyRun(database.url, async () => Promise.reject(new Error('lost')));
    await expect(failed).rejects.toThrow('lost');
    expect(await asOnlyRun(database.url, async () => 'ran')).toBe('ran');
  });

  it('tells the run when the lock is lost with its connection', async () => {
    const aborted = await asOnlyRun(database.url, async (signal) => {
      const lost = new Promise((resolve) => signal.addEventListener('abort', resolve));
      await database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'meshpair-cleanup-lock' and datname = current_database()`,
      );
      await lost;
      return signal.aborted;
    });
    expect(aborted).toBe(true);
  });
});
