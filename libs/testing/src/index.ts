export * from './event-stream.js';
export { SERVICES, type ServiceName } from './service-group.js';
export * from './start-system.js';
export { testEnvironment, testNatsUrl, testRedisUrl } from './test-environment.js';
export * from './test-database.js';
export { startServers, type TestServerOptions, type TestServers } from './test-servers.js';
export * from './unique-name.js';
export * from './wait-for.js';
export * from './service-urls.js';
