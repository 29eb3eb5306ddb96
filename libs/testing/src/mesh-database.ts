import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { digestOf } from '@meshpair/contracts';
import { writeOwnerKey } from '@meshpair/domain';
import type { RolePasswords } from '@meshpair/persistence/service-database-url';
import { ensureServiceRoles } from '@meshpair/persistence/service-roles';
import { atServer, createTestDatabase, type TestDatabase } from './test-database.js';
import { testEnvironment } from './test-environment.js';

const run = promisify(execFile);

/** What `migrate` makes of an empty database: the tables, the job queue, a first owner and a host node. */
const MESH_TEMPLATE = 'meshpair_mesh_template';

/** Any number that nobody else uses: one of the run's processes makes the template, the others wait. */
const TEMPLATE_LOCK = 6_969_000_002;

const KEY_ID = 'test';

/** A database for a mesh of a test's own, with a role for each service, and the key of its first owner. */
export async function createMeshDatabase(
  passwords: RolePasswords,
): Promise<{ readonly database: TestDatabase; readonly ownerKey: string }> {
  await ensureMeshTemplate();
  const database = await createTestDatabase(MESH_TEMPLATE);
  const key = newKey();
  try {
    await ensureServiceRoles(database.url, passwords);
    await database.query('update registry.owner_keys set secret_digest = $1', [digestOf(key.secret)]);
    return { database, ownerKey: writeOwnerKey(key) };
  } catch (error) {
    await database.drop();
    throw error;
  }
}

const newKey = (): { readonly keyId: string; readonly secret: string } => ({
  keyId: KEY_ID,
  secret: randomBytes(24).toString('hex'),
});

/** Under another name until it is whole. */
const ensureMeshTemplate = (): Promise<void> =>
  atServer(testEnvironment('postgresUrl'), async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [MESH_TEMPLATE]);
    if (rowCount !== 0) return;
    const migrated = await createTestDatabase();
    await run(process.execPath, ['apps/launcher/bundle/migrate.js'], {
      cwd: testEnvironment('repository'),
      env: {
        DATABASE_URL: migrated.url,
        MESHPAIR_OWNER_KEY: writeOwnerKey(newKey()),
        HOST_NODE_NAME: 'test-host',
      },
    });
    await migrated.rename(MESH_TEMPLATE);
  });
