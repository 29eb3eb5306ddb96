import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { createDataSource, poolOf } from './data-source.js';
import { isDatabaseUnavailable } from './database-errors.js';
import { Ending, inTransaction } from './transaction.js';

describe('inTransaction', () => {
  let database: TestDatabase;
  let source: DataSource;
  let pool: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await createDataSource(database.url, 'registry').initialize();
    pool = poolOf(source);
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('survives a connection that is lost between two statements, and uses another one next', async () => {
    const lost = inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const ended = new Promise((resolve) => client.once('end', resolve));
      await database.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
      await client.query('select 1');
    });
    await expect(lost).rejects.toThrow();
    await lost.catch((error: unknown) => expect(isDatabaseUnavailable(error)).toBe(true));
    expect(await inTransaction(pool, async (client) => (await client.query('select 1')).rowCount)).toBe(1);
  });

  it('takes back everything when the last statement fails, though its commit is on its way', async () => {
    await pool.query('create table registry.written (id integer primary key)');
    const write = (ids: readonly number[]): Promise<string> =>
      inTransaction(pool, async (client) => {
        await client.query('insert into registry.written values ($1)', [ids[0]]);
        return new Ending('written', client.query('insert into registry.written values ($1)', [ids[1]]));
      });
    expect(await write([1, 2])).toBe('written');
    await expect(write([3, 1])).rejects.toThrow('duplicate key');
    expect((await pool.query('select id from registry.written order by id')).rows).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
  });
});
