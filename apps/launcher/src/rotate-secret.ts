import { join, resolve } from 'node:path';
import { rotateKeptSecret } from '@meshpair/servers';
import { readSettings } from '@meshpair/settings';
import { SECRET_FILE, WEBHOOK_SECRET_FILE } from './mesh-secrets.js';

const USAGE = `npm run rotate-secret: a new secret for the mesh of DATA_DIR (.meshpair unless set).

New tokens are signed with a new key from the next npm start on. The old secret is kept beside
the new one, and its tokens and open PINs still count, until the longest-lived of them has expired.

npm run rotate-secret -- webhooks: another secret for what webhooks keep sealed.

Their URLs, signing secrets and access tokens stay as they are, and are sealed by the new secret at the
next npm start. The old one is kept until that has started, and 30 days more for backups from before.

A secret that is in MESHPAIR_SECRET or WEBHOOK_SECRET is rotated there: see docs/operate.md.
`;

/** What can be rotated, by the argument that names it. */
const SECRETS = {
  '': { setting: 'MESHPAIR_SECRET', file: SECRET_FILE },
  webhooks: { setting: 'WEBHOOK_SECRET', file: WEBHOOK_SECRET_FILE },
} as const;

const args = process.argv.slice(2);
const name = args.join(' ');
if (args.includes('--help') || args.includes('-h')) {
  console.log(USAGE);
  process.exit(0);
}
if (!Object.hasOwn(SECRETS, name)) {
  console.error(`There is no secret of "${name}".\n\n${USAGE}`);
  process.exit(2);
}
try {
  const { setting, file } = SECRETS[name as keyof typeof SECRETS];
  const settings = readSettings(process.env);
  const dataDir = resolve(settings.DATA_DIR);
  if (settings[setting] !== undefined)
    throw new Error(`${setting} is set: change it there; docs/operate.md says in which order`);
  await rotateKeptSecret(dataDir, file);
  console.log(`The new secret is in ${join(dataDir, file)}. It counts from the next npm start on.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
