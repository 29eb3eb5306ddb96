import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { createDataSource, SCHEMAS } from './data-source.js';
import { migrateAll } from './migrate.js';

describe('migrateAll', () => {
  let database: TestDatabase;
  const tables = (): ReturnType<TestDatabase['query']> =>
    database.query(`select table_schema, table_name from information_schema.tables
      where table_schema in ('pairing', 'registry') order by 1, 2`);

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('migrates an empty database once, however many start at once', async () => {
    const migrated = await tables();
    await database.query('drop schema pairing, registry cascade');
    const log: string[] = [];
    await Promise.all([1, 2, 3].map(() => migrateAll(database.url, { log: (line) => log.push(line) })));
    expect(log).toEqual([
      'pairing: CreatePairingTables1763900000000',
      'pairing: CreateRateCounters1764000000000',
      'registry: CreateRegistryTables1763900000001',
    ]);
    expect(await tables()).toEqual(migrated);
  });

  it.each(SCHEMAS)('has an entity for every column of every table of %s', async (schema) => {
    const source = await createDataSource(database.url, schema).initialize();
    const described = source.entityMetadatas.flatMap((entity) =>
      entity.columns.map(
        (column) => `${entity.tableName}.${column.databaseName} ${column.isNullable ? 'null' : ''}`,
      ),
    );
    await source.destroy();
    const columns = await database.query(
      `select table_name || '.' || column_name || case is_nullable when 'YES' then ' null' else ' ' end as name
         from information_schema.columns where table_schema = $1 and table_name <> 'migrations'`,
      [schema],
    );
    expect(described.sort()).toEqual(columns.map((column) => column['name']).sort());
  });

  it('takes back what it created', async () => {
    for (const schema of SCHEMAS) {
      const source = await createDataSource(database.url, schema).initialize();
      const { length: count } = source.migrations;
      for (let undone = 0; undone < count; undone += 1) await source.undoLastMigration();
      await source.destroy();
    }
    expect((await tables()).map((table) => table['table_name'])).toEqual(['migrations', 'migrations']);
  });
});
