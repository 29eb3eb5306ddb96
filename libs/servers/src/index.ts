export * from './directory-lock.js';
export * from './free-port.js';
export * from './kept-secret.js';
export {
  locateCaddy,
  locateNatsServer,
  locateNginx,
  locatePing,
  locateRedisServer,
  locateWgQuick,
  locateWireGuardGo,
  type ServerProgram,
} from './locate-server.js';
export {
  ProcessFailedToStart,
  spawnProcess,
  type LineLog,
  type ProcessExit,
  type ProcessPlan,
  type RunAs,
  type RunningProcess,
} from './spawn-process.js';
export { isAlive, processIdentity } from './process-identity.js';
export { ProcessLedger } from './process-ledger.js';
export * from './rotating-secret.js';
export { NATS_USERS, type NatsUser } from './nats-users.js';
export * from './start-nats.js';
export { startPostgres, type PostgresOptions, type RunningPostgres } from './start-postgres.js';
export * from './start-node-service.js';
export * from './start-redis.js';
export * from './supervise-process.js';
