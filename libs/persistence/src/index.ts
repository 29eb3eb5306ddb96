export * from './advisory-lock.js';
export * from './audit/audit-chain.js';
export * from './pairing-repository.js';
export * from './pairing/device-requests.js';
export * from './outbox-store.js';
export * from './rate-counters.js';
export { parseAuditCursor } from './audit-position.js';
export { createDataSource, poolOf, type DataSourceLimits } from './data-source.js';
export { DatabaseClock, databaseTime } from './database-clock.js';
export { isDatabaseUnavailable, isOvertaken } from './database-errors.js';
export { DatabaseHealth } from './database-health.js';
export { migrateAll, type MigrateOptions } from './migrate.js';
export {
  DATABASE_SERVICES,
  type DatabaseService,
  eachDatabaseService,
  type RolePasswords,
  serviceDatabaseUrl,
  serviceRole,
} from './service-database-url.js';
export { ensureServiceRoles } from './service-roles.js';
export { makeKeyParts, makeOwnerKey, parseOwnerKey } from './owner-key.js';
export { probeDatabase, type DatabaseFindings } from './probe-database.js';
export { PostgresAuditChain } from './audit/postgres-audit-chain.js';
export { PostgresOutboxStore } from './postgres-outbox-store.js';
export { PostgresPairingRepository } from './pairing/postgres-pairing-repository.js';
export {
  OwnerKeys,
  withOwnerKeys,
  type MadeOwnerKey,
  type OwnerKeyRecord,
  type OwnerKeyRefusal,
  type OwnerSummary,
} from './registry/owner-keys.js';
export { AuditKeys, type AuditKeyRecord, withAuditKeys } from './registry/audit-keys.js';
export * from './registry/console-sessions.js';
export * from './registry/credentials.js';
export { ManyNodes } from './registry/many-nodes.js';
export { MeshEventRows } from './registry/mesh-events.js';
export * from './registry/mesh-nodes.js';
export { NodeRemovals } from './registry/node-removals.js';
export * from './registry/owners.js';
export { Admins } from './registry/admins.js';
export { OwnKeys } from './registry/own-keys.js';
export { type InvitationRecord, People, type PersonRecord } from './registry/people.js';
export { PeerPolicies } from './registry/peer-policies.js';
export type { JoinQuestion, JoinRequest, WrittenJoin } from './registry/join-group.js';
export { Joins, type SettledJoin } from './registry/joins.js';
export * from './registry/linked-accounts.js';
export * from './registry/passkeys.js';
export * from './registry/refused-requests.js';
export { DeviceCodeRules } from './registry/device-code-rules.js';
export { type SetupKeyRecord, SetupKeys } from './registry/setup-keys.js';
export { TouchRules } from './registry/touch-rules.js';
export { UnseenNodes } from './registry/unseen-nodes.js';
export * from './registry/registrations.js';
export { makeSignInCode, type MadeSignInCode, type SignInCodeRefusal } from './registry/sign-in-code.js';
export * from './webhooks/deliveries.js';
export * from './webhooks/webhooks.js';
export { PostgresDeliveries } from './webhooks/postgres-deliveries.js';
export { PostgresWebhooks } from './webhooks/postgres-webhooks.js';
export { PostgresConsoleSessions } from './registry/postgres-console-sessions.js';
export { PostgresMeshNodes } from './registry/postgres-mesh-nodes.js';
export { PostgresOwners } from './registry/postgres-owners.js';
export { OwnerIsLocked, RegistrationsFailed, UnknownOwner } from './registry/registration-errors.js';
export {
  ACCOUNTS,
  ADMINS,
  AUDIT_CHAIN,
  AUDIT_KEYS,
  CONSOLE_SESSIONS,
  CREDENTIALS,
  DELIVERIES,
  DEVICE_CODE_RULES,
  DEVICE_REQUESTS,
  JOINS,
  MANY_NODES,
  MESH_EVENTS,
  MESH_NODES,
  NODE_REMOVALS,
  OWN_KEYS,
  PASSKEYS,
  OWNERS,
  PEOPLE,
  PAIRING_OUTBOX,
  PAIRING_REPOSITORY,
  PEER_POLICIES,
  PersistenceModule,
  RATE_COUNTERS,
  REFUSED_REQUESTS,
  REGISTRATIONS,
  REGISTRY_OUTBOX,
  SETUP_KEYS,
  TOUCH_RULES_OF_OWNERS,
  UNSEEN_NODES,
  WEBHOOKS,
} from './persistence.module.js';
