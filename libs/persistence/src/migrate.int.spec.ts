import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { createDataSource, SCHEMAS, type SchemaName } from './data-source.js';
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

  async function namesOf(schema: SchemaName): Promise<readonly string[]> {
    const source = await createDataSource(database.url, schema).initialize();
    const names = source.migrations.map(({ name }) => `${schema}: ${name}`);
    await source.destroy();
    return names;
  }

  it('migrates an empty database once, however many start at once', async () => {
    const migrated = await tables();
    await database.query('drop schema pairing, registry cascade');
    const log: string[] = [];
    await Promise.all([1, 2, 3].map(() => migrateAll(database.url, { log: (line) => log.push(line) })));
    const known = await Promise.all(SCHEMAS.map(async (schema) => namesOf(schema)));
    expect(log).toEqual(known.flat());
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
      for (let left = source.migrations.length; left > 0; left -= 1) await source.undoLastMigration();
      await source.destroy();
    }
    expect((await tables()).map((table) => table['table_name'])).toEqual(['migrations', 'migrations']);
  });
});
