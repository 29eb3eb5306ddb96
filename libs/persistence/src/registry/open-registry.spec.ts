import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { createDataSource, poolOf } from '../data-source.js';
import { NOON } from './example-registrations.spec.js';
import { ManyNodes } from './many-nodes.js';
import { NodeRemovals } from './node-removals.js';
import { PeerPolicies } from './peer-policies.js';
import { People } from './people.js';
import { PostgresConsoleSessions } from './postgres-console-sessions.js';
import { PostgresCredentials } from './postgres-credentials.js';
import { PostgresMeshNodes } from './postgres-mesh-nodes.js';
import { PostgresOwners } from './postgres-owners.js';
import { PostgresRegistrations } from './postgres-registrations.js';

export interface OpenRegistry {
  readonly database: TestDatabase;
  readonly pool: Pool;
  readonly nodes: PostgresMeshNodes;
  readonly manyNodes: ManyNodes;
  readonly removals: NodeRemovals;
  readonly policies: PeerPolicies;
  readonly credentials: PostgresCredentials;
  readonly owners: PostgresOwners;
  readonly people: People;
  readonly consoles: PostgresConsoleSessions;
  readonly registrations: PostgresRegistrations;
  /** How many rows each table has. */
  counts(): Promise<Readonly<Record<string, unknown>>>;
  /** Deletes everything, and adds the owners. */
  reset(...ownerIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const COUNTS = ['mesh_nodes', 'issued_tokens', 'device_sessions', 'registrations', 'registration_events']
  .map((table) => `(select count(*)::int from registry.${table}) as ${table}`)
  .join(', ');

/** The registry's tables on a database of their own. */
export async function openRegistry(): Promise<OpenRegistry> {
  const database = await createTestDatabase();
  const source = await createDataSource(database.url, 'registry').initialize();
  const pool = poolOf(source);
  return {
    database,
    pool,
    nodes: new PostgresMeshNodes(pool),
    manyNodes: new ManyNodes(pool),
    removals: new NodeRemovals(pool),
    policies: new PeerPolicies(pool),
    credentials: new PostgresCredentials(pool),
    owners: new PostgresOwners(source),
    people: new People(pool),
    consoles: new PostgresConsoleSessions(pool),
    registrations: new PostgresRegistrations(pool),
    counts: async () =>
      (
        await database.query(
          `select ${COUNTS}, (select sum(device_count)::int from registry.owners) as devices`,
        )
      )[0] ?? {},
    async reset(...ownerIds) {
      await database.query(`truncate registry.owners, registry.issued_tokens, registry.registrations,
        registry.registration_events, registry.registration_outbox, registry.mesh_events, registry.mesh_outbox cascade`);
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
