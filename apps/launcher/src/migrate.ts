import { readSettings, requireSettings } from '@meshpair/settings';
import { bootstrapMesh } from './bootstrap-mesh.js';
import { prepareDatabase } from './prepare-database.js';
import { givenRolePasswords } from './role-passwords.js';

try {
  const settings = requireSettings(readSettings(process.env), 'DATABASE_URL');
  await prepareDatabase({
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    rolePasswords: givenRolePasswords(settings),
    log: console.log,
  });
  const outcome = await bootstrapMesh(settings.DATABASE_URL, settings);
  if (outcome.kind === 'made') console.log(`Owner key, shown this once: ${outcome.key}`);
  else console.log(`Owner key: ${outcome.kind}`);
  console.log('The database is up to date.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
