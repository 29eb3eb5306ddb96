import { randomBytes } from 'node:crypto';
import type { Environment } from './service-group.js';
import { testRedisUrl } from './test-environment.js';

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
  HOST: '127.0.0.1',
  LOG_LEVEL: 'debug',
  ...(withRedis ? { REDIS_URL: testRedisUrl() } : {}),
  ...settings,
});
