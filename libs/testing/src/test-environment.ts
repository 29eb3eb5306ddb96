/** How the servers of a test run are named to its processes. */
export const TEST_ENVIRONMENT = {
  postgresUrl: 'MESHPAIR_TEST_POSTGRES_URL',
  template: 'MESHPAIR_TEST_TEMPLATE',
  natsUrl: 'MESHPAIR_TEST_NATS_URL',
  redisUrl: 'MESHPAIR_TEST_REDIS_URL',
  programs: 'MESHPAIR_TEST_PROGRAMS',
  repository: 'MESHPAIR_TEST_REPOSITORY',
} as const;

/** A value that the run's global setup has set. */
export function testEnvironment(name: keyof typeof TEST_ENVIRONMENT): string {
  const value = process.env[TEST_ENVIRONMENT[name]];
  if (value === undefined)
    throw new Error(
      `${TEST_ENVIRONMENT[name]} is not set: run the tests with Jest, or call startServers first`,
    );
  return value;
}

/** The NATS server of the run. Streams, subjects and consumers in it need names of your own (`uniqueName`). */
export const testNatsUrl = (): string => testEnvironment('natsUrl');

/** The Redis server of the run. Keys in it need a prefix of your own (`uniqueName`). */
export const testRedisUrl = (): string => testEnvironment('redisUrl');
