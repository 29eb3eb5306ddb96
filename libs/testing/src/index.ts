export { testNatsUrl, testRedisUrl } from './test-environment.js';
export * from './test-database.js';
export { startTestServers, type TestServers } from './test-servers.js';
export * from './unique-name.js';
export * from './wait-for.js';
