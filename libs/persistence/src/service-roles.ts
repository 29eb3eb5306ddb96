import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import pg from 'pg';
import { withMigrationLock } from './migration-lock.js';
import { SCHEMAS } from './schemas.js';
import { databaseOf, type RolePasswords, serviceRole } from './service-database-url.js';
import {
  ALL_ROWS,
  DATABASE_SERVICES,
  type DatabaseService,
  JOB_QUEUE_SCHEMAS,
  SERVICE_GRANTS,
} from './service-grants.js';

/**
 * Makes the services' roles where they are missing, sets their passwords, and grants to each exactly what
 * `SERVICE_GRANTS` says, all in one transaction: running services notice nothing. Call it as the owner of the
 * tables after each migration. Safe to repeat, and when several start at once.
 */
export const ensureServiceRoles = (databaseUrl: string, passwords: RolePasswords): Promise<void> =>
  withMigrationLock(databaseUrl, async (client) => {
    const database = pg.escapeIdentifier(databaseOf(databaseUrl));
    await client.query('begin');
    await client.query(`revoke all on database ${database} from public`);
    await client.query(`revoke all on schema public from public`);
    for (const service of DATABASE_SERVICES) {
      const role = pg.escapeIdentifier(serviceRole(databaseUrl, service));
      await ensureRole(client, serviceRole(databaseUrl, service), passwords[service]);
      await client.query(`grant connect on database ${database} to ${role}`);
      await grantTables(client, service, role);
      await grantJobQueue(client, service, role);
    }
    await client.query('commit');
  });

async function ensureRole(client: pg.Client, name: string, password: string): Promise<void> {
  const role = pg.escapeIdentifier(name);
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  if (rowCount === 0) await client.query(`create role ${role}`);
  await client.query(
    `alter role ${role} login noinherit password ${pg.escapeLiteral(scramVerifier(password))}`,
  );
}

/** Whose events share a trail draw their places from one sequence. */
const TRAIL_SEQUENCE = 'pairing.pairing_events_position_seq';

/** Who draws from it, and who sees how far it is. */
const TRAIL_SEQUENCE_RIGHTS: Partial<Readonly<Record<DatabaseService, string>>> = {
  registry: 'usage',
  pairing: 'select',
  audit: 'select',
};

async function grantTables(client: pg.Client, service: DatabaseService, role: string): Promise<void> {
  const { own, tables, executes = [] } = SERVICE_GRANTS[service];
  for (const schema of SCHEMAS) {
    await client.query(`revoke all on schema ${schema} from public, ${role}`);
    await client.query(`revoke all on all tables in schema ${schema} from public, ${role}`);
  }
  const named = new Set([own, ...[...Object.keys(tables), ...executes].map((name) => name.split('.')[0])]);
  for (const schema of SCHEMAS) {
    if (named.has(schema)) await client.query(`grant usage on schema ${schema} to ${role}`);
  }
  if (own !== undefined) await client.query(`grant ${ALL_ROWS} on all tables in schema ${own} to ${role}`);
  for (const [table, rights] of Object.entries(tables)) {
    await client.query(`revoke all on ${table} from ${role}`);
    if (rights !== '') await client.query(`grant ${rights} on ${table} to ${role}`);
  }
  for (const name of executes) await client.query(`grant execute on function ${name} to ${role}`);
  const sequenceRight = TRAIL_SEQUENCE_RIGHTS[service];
  if (sequenceRight !== undefined)
    await client.query(`grant ${sequenceRight} on sequence ${TRAIL_SEQUENCE} to ${role}`);
}

/** Where BullMQ keeps its queues in Postgres, the schema of each is its service's. */
async function grantJobQueue(client: pg.Client, service: DatabaseService, role: string): Promise<void> {
  const schema = JOB_QUEUE_SCHEMAS[service];
  if (schema === undefined) return;
  const { rowCount } = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
  if (rowCount === 0) return;
  await client.query(`grant usage, create on schema ${schema} to ${role}`);
  await client.query(`grant ${ALL_ROWS} on all tables in schema ${schema} to ${role}`);
  await client.query(`grant usage, select on all sequences in schema ${schema} to ${role}`);
}

const ITERATIONS = 4096;

/**
 * What Postgres keeps of a password (RFC 5803). Made here, so that no statement, and no server log of statements,
 * carries the password itself.
 */
function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, 32, 'sha256');
  const keyed = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
