import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { createDataSource } from './data-source.js';

const OF_A_PAIRING = {
  columns: 'pairing_id, owner_id, sequence, type',
  values: `'pairing', 'owner', n, 'PairingFailed'`,
};
const OF_THE_MESH = { columns: 'owner_id, type', values: `'owner', 'NodeRenamed'` };

/** Published, unpublished and held back, in this order. */
const PUBLISHED = `case n when 1 then now() when 3 then '-infinity' end`;

describe('the migration to outboxes', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const query = async (sql: string): Promise<readonly unknown[]> =>
    (await database.query(sql)).map((row) => Object.values(row)[0]);

  async function undoTo(source: DataSource, outbox: string): Promise<void> {
    while ((await query(`select 1 where to_regclass('${outbox}') is not null`)).length > 0)
      await source.undoLastMigration();
  }

  it.each([
    ['pairing', 'pairing.pairing', OF_A_PAIRING],
    ['registry', 'registry.registration', OF_A_PAIRING],
    ['registry', 'registry.mesh', OF_THE_MESH],
  ] as const)(
    'keeps what is unpublished and held back, there and back: %s, %s',
    async (schema, name, row) => {
      const source = await createDataSource(database.url, schema).initialize();
      await undoTo(source, `${name}_outbox`);
      await database.query(
        `insert into ${name}_events (${row.columns}, occurred_at, event, published_at)
       select ${row.values}, now(), to_jsonb(n), ${PUBLISHED} from generate_series(1, 3) as n order by n`,
      );
      const published = (): Promise<readonly unknown[]> =>
        query(`select published_at::text from ${name}_events order by position`);
      const before = [expect.stringMatching(/^\d/), null, '-infinity'];
      expect(await published()).toEqual(before);
      await source.runMigrations();
      expect(
        await query(
          `select jsonb_build_array(event, is_held_back) from ${name}_outbox join ${name}_events using (position) order by position`,
        ),
      ).toEqual([
        [2, false],
        [3, true],
      ]);
      await undoTo(source, `${name}_outbox`);
      expect(await published()).toEqual(before);
      await source.runMigrations();
      await source.destroy();
    },
  );
});
