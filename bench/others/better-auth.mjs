import { randomBytes } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { deviceAuthorization } from 'better-auth/plugins';
import pg from 'pg';
import { baseUrl, connectionsPerProcess, serve } from './serve.mjs';

/** better-auth with its device authorization plugin (RFC 8628), on the tables and indexes of its own migrations. */
const optionsWith = (/** @type {string} */ secret) => ({
  baseURL: baseUrl,
  secret,
  database: new pg.Pool({ connectionString: process.env.DATABASE_URL, max: connectionsPerProcess }),
  emailAndPassword: { enabled: true },
  plugins: [deviceAuthorization({ verificationUri: '/device' })],
  // A session and its user by one statement.
  advanced: { database: { joins: true } },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: /** @type {const} */ ('error') },
});

await serve({
  async prepare() {
    const secret = randomBytes(32).toString('hex');
    const options = optionsWith(secret);
    const { runMigrations } = await getMigrations(options);
    await runMigrations();
    await options.database.end();
    return { BENCH_SECRET: secret };
  },
  async handler() {
    return toNodeHandler(betterAuth(optionsWith(process.env.BENCH_SECRET ?? '')));
  },
});
