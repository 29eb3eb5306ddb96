import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { createDataSource } from '../data-source.js';
import { NOON } from './example-registrations.spec.js';
import { PostgresRegistryStore } from './postgres-registry-store.js';

export interface OpenRegistry {
  readonly database: TestDatabase;
  readonly store: PostgresRegistryStore;
  /** How many rows each table has. */
  counts(): Promise<Readonly<Record<string, unknown>>>;
  /** Deletes everything, and adds the owners. */
  reset(...ownerIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const COUNTS = ['mesh_nodes', 'issued_tokens', 'device_sessions', 'registrations', 'registration_events']
  .map((table) => `(select count(*)::int from registry.${table}) as ${table}`)
  .join(', ');

/** A registry store on a database of its own. */
export async function openRegistry(): Promise<OpenRegistry> {
  const database = await createTestDatabase();
  const source = await createDataSource(database.url, 'registry').initialize();
  return {
    database,
    store: new PostgresRegistryStore(source),
    counts: async () =>
      (
        await database.query(
          `select ${COUNTS}, (select sum(device_count)::int from registry.owners) as devices`,
        )
      )[0] ?? {},
    async reset(...ownerIds) {
      await database.query(`truncate registry.owners, registry.issued_tokens, registry.registrations,
        registry.registration_events cascade`);
      await database.query(
        `insert into registry.owners (owner_id, name, created_at) select id, id, $2 from unnest($1::text[]) as id`,
        [ownerIds, NOON],
      );
    },
    async close() {
      await source.destroy();
      await database.drop();
    },
  };
}
