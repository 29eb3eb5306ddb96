import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

const FILE = join(ROOT, '.env');

const USAGE = `npm run compose-env: writes .env for docker-compose.yml, with fresh secrets, for this user's eyes only.

  npm run compose-env                             devices reach this machine at its LAN address
  npm run compose-env -- https://mesh.example     devices reach it there

A .env that is there stays as it is.`;

const SECRETS = [
  'MESHPAIR_SECRET',
  'POSTGRES_PASSWORD',
  'POSTGRES_PAIRING_PASSWORD',
  'POSTGRES_REGISTRY_PASSWORD',
  'POSTGRES_CLEANUP_PASSWORD',
  'POSTGRES_AUDIT_PASSWORD',
  'POSTGRES_WEBHOOKS_PASSWORD',
  'NATS_KEEPER_PASSWORD',
  'NATS_GATEWAY_PASSWORD',
  'NATS_PAIRING_PASSWORD',
  'NATS_REGISTRY_PASSWORD',
  'NATS_CLEANUP_PASSWORD',
  'NATS_WEBHOOKS_PASSWORD',
  'NATS_AUDIT_PASSWORD',
  'AUDIT_SECRET',
  'WEBHOOK_SECRET',
  'REDIS_PASSWORD',
];

/** Begins with a letter: nats-server reads what begins with a digit as a number. */
const secret = () => `s${randomBytes(32).toString('hex')}`;

/** @param {string} publicUrl */
const textOf = (publicUrl) => `# For docker-compose.yml. Keep it: without these secrets the data is of no use.
# The address that devices reach, as it stands in the QR code.
PUBLIC_URL=${publicUrl}
# The first owner's key: it signs you in to the console.
MESHPAIR_OWNER_KEY=mpo_${randomBytes(6).toString('hex')}_${secret()}
${SECRETS.map((name) => `${name}=${secret()}`).join('\n')}
`;

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}

/**
 * The address from the command line, or else this machine's in the LAN, as npm start finds it.
 * @param {string | undefined} given
 */
async function publicUrl(given) {
  if (given !== undefined) {
    if (/^https?:\/\/[^\s/]+/.test(given) && URL.canParse(given)) return given.replace(/\/+$/, '');
    return fail(`${given} is not an address like http://192.168.1.20:6969\n\n${USAGE}`, 2);
  }
  // Only where it is wanted: on an older Node this fetches the one that can read the module.
  const { goOnWithSupportedNode } = await import('./supported-node.mjs');
  await goOnWithSupportedNode();
  const { lanAddress } = await import('../libs/settings/src/lan-address.ts');
  return `http://${await lanAddress()}:6969`;
}

/**
 * What a file of an earlier version lacks; it is for its owner to add.
 * @param {string} text
 */
function missingIn(text) {
  const missing = ['PUBLIC_URL', ...SECRETS].filter((name) => !new RegExp(`^${name}=.`, 'm').test(text));
  return missing.length === 0 ? '' : `\nIt lacks ${missing.join(', ')}: add them (openssl rand -hex 32).`;
}

const [argument, ...rest] = process.argv.slice(2);
if (argument === '--help' || argument === '-h') {
  console.log(USAGE);
  process.exit(0);
}
if (rest.length > 0 || argument?.startsWith('-')) fail(USAGE, 2);
const url = await publicUrl(argument);
try {
  // Never over a file that is there.
  writeFileSync(FILE, textOf(url), { flag: 'wx', mode: 0o600 });
} catch (error) {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  fail(`${FILE} is there already, and stays as it is.${missingIn(readFileSync(FILE, 'utf8'))}`);
}
console.log(`${FILE} is written. Devices reach the mesh at ${url}; the owner key is in it (MESHPAIR_OWNER_KEY).
Next: docker compose up -d`);
