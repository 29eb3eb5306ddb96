import { randomBytes } from 'node:crypto';
import {
  type DatabaseService,
  eachDatabaseService,
  type RolePasswords,
  serviceDatabaseUrl,
} from '@meshpair/persistence/service-database-url';
import type { RunningNats } from '@meshpair/servers';
import type { Environment, ServiceName } from './service-group.js';
import { testRedisUrl } from './test-environment.js';

/** Where each service finds its servers, as a user of its own; nobody has more rights than at `npm start`. */
export type ServiceUrls = Readonly<Record<ServiceName, Environment>>;

/** Passwords for the roles of one test's database. */
export const makeRolePasswords = (): RolePasswords =>
  eachDatabaseService(() => randomBytes(16).toString('hex'));

/** The passwords as `migrate` takes them. */
export const passwordSettings = (passwords: RolePasswords): Environment =>
  Object.fromEntries(
    Object.entries(passwords).map(([service, password]) => [
      `DATABASE_${service.toUpperCase()}_PASSWORD`,
      password,
    ]),
  );

/** The URL of each role of a database. */
export const databaseRoleUrls = (
  databaseUrl: string,
  passwords: RolePasswords,
): Readonly<Record<DatabaseService, string>> =>
  eachDatabaseService((service) => serviceDatabaseUrl(databaseUrl, service, passwords));

export const serviceUrls = (
  database: Readonly<Record<DatabaseService, string>>,
  nats: RunningNats['userUrls'],
  auditorsFile?: string,
): ServiceUrls => ({
  keeper: {
    NATS_URL: nats.keeper,
    NATS_MIRROR_URL: nats['keeper-mirror'],
    AUDITORS_FILE: auditorsFile,
  },
  gateway: { NATS_URL: nats.gateway },
  pairing: {
    DATABASE_URL: database.pairing,
    NATS_URL: nats.pairing,
    NATS_EVENTS_URL: nats['pairing-events'],
  },
  registry: {
    DATABASE_URL: database.registry,
    NATS_URL: nats.registry,
    NATS_EVENTS_URL: nats['registry-events'],
  },
  'cleanup-worker': { DATABASE_URL: database.cleanup, NATS_URL: nats.cleanup },
  audit: { DATABASE_URL: database.audit },
  webhooks: {
    DATABASE_URL: database.webhooks,
    NATS_URL: nats.webhooks,
    NATS_EVENTS_URL: nats['webhooks-events'],
    WEBHOOK_SECRET: randomBytes(32).toString('hex'),
  },
});

export interface SharedSettings {
  /** Settings of DESIGN §8; they win. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly withRedis?: boolean;
}

/** What every service of one test's mesh is told. */
export const sharedSettings = (
  dataDir: string,
  { settings, withRedis = false }: SharedSettings,
): Environment => ({
  DATA_DIR: dataDir,
  MESHPAIR_SECRET: randomBytes(32).toString('hex'),
  AUDIT_SECRET: randomBytes(32).toString('hex'),
  HOST: '127.0.0.1',
  LOG_LEVEL: 'debug',
  ...(withRedis ? { REDIS_URL: testRedisUrl() } : {}),
  ...settings,
});
