import { join, resolve } from 'node:path';
import { rotateKeptSecret } from '@meshpair/servers';
import { readSettings } from '@meshpair/settings';
import { SECRET_FILE } from './mesh-secrets.js';

const USAGE = `npm run rotate-secret: a new secret for the mesh of DATA_DIR (.meshpair unless set).

New tokens are signed with a new key from the next npm start on. The old secret is kept beside
the new one, and its tokens and open PINs still count, until the longest-lived of them has expired.
A mesh whose secret is in MESHPAIR_SECRET is rotated there: see docs/operate.md.
`;

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  console.log(USAGE);
  process.exit(0);
}
try {
  const { MESHPAIR_SECRET, DATA_DIR } = readSettings(process.env);
  if (MESHPAIR_SECRET !== undefined) {
    throw new Error('MESHPAIR_SECRET is set: change it there; docs/operate.md says in which order');
  }
  await rotateKeptSecret(resolve(DATA_DIR), SECRET_FILE);
  console.log(
    `The new secret is in ${join(resolve(DATA_DIR), SECRET_FILE)}. It counts from the next npm start on.`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
