import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { createDataSource } from './data-source.js';
import { migrateAll } from './migrate.js';
import { type SchemaName, SCHEMAS } from './schemas.js';

describe('migrateAll', () => {
  let database: TestDatabase;
  const tables = (): ReturnType<TestDatabase['query']> =>
    database.query(
      `select table_schema, table_name from information_schema.tables where table_schema = any($1) order by 1, 2`,
      [SCHEMAS],
    );

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
    await database.query(`drop schema ${SCHEMAS.join(', ')} cascade`);
    const log: string[] = [];
    await Promise.all([1, 2, 3].map(() => migrateAll(database.url, { log: (line) => log.push(line) })));
    const known = await Promise.all(SCHEMAS.map(async (schema) => namesOf(schema)));
    expect(log).toEqual(known.flat());
    expect(await tables()).toEqual(migrated);
  });

  it.each(SCHEMAS)('has an entity for every column of every table of %s, of its type', async (schema) => {
    const source = await createDataSource(database.url, schema).initialize();
    const described = source.entityMetadatas.flatMap(({ tableName, columns }) =>
      columns.map((column) => ({
        name: `${tableName}.${column.databaseName}`,
        type: `${source.driver.normalizeType(column)}${column.isArray ? '[]' : ''}`,
        nullable: column.isNullable,
        key: column.isPrimary,
      })),
    );
    await source.destroy();
    // TypeORM does not know xid8.
    const columns = await database.query(
      `select relname || '.' || attname as name,
              replace(format_type(atttypid, atttypmod), 'xid8', 'text') as type,
              not attnotnull as nullable,
              coalesce(attnum = any(primary_key.indkey), false) as key
         from pg_class as class
         join pg_attribute on attrelid = class.oid and attnum > 0 and not attisdropped
         left join pg_index as primary_key on primary_key.indrelid = class.oid and indisprimary
        where relnamespace = $1::regnamespace and relkind = 'r' and relname <> 'migrations'`,
      [schema],
    );
    expect(described.sort(byName)).toEqual((columns as typeof described).sort(byName));
  });

  it('takes back what it created', async () => {
    for (const schema of [...SCHEMAS].reverse()) {
      const source = await createDataSource(database.url, schema).initialize();
      for (let left = source.migrations.length; left > 0; left -= 1) await source.undoLastMigration();
      await source.destroy();
    }
    expect((await tables()).map((table) => table['table_name'])).toEqual(SCHEMAS.map(() => 'migrations'));
  });
});

const byName = (left: { name: string }, right: { name: string }): number => (left.name < right.name ? -1 : 1);
