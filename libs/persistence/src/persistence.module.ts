import { type DynamicModule, type FactoryProvider, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { PostgresAuditChain } from './audit/postgres-audit-chain.js';
import { dataSourceOptions, poolOf } from './data-source.js';
import { DatabaseClock } from './database-clock.js';
import { DatabaseHealth } from './database-health.js';
import { PostgresDeviceRequests } from './pairing/device-requests.js';
import { PostgresPairingRepository } from './pairing/postgres-pairing-repository.js';
import { PostgresRateCounters } from './pairing/postgres-rate-counters.js';
import { PostgresOutboxStore } from './postgres-outbox-store.js';
import { Admins } from './registry/admins.js';
import { AuditKeys } from './registry/audit-keys.js';
import { DeviceCodeRules } from './registry/device-code-rules.js';
import { Joins } from './registry/joins.js';
import { LinkedAccounts } from './registry/linked-accounts.js';
import { ManyNodes } from './registry/many-nodes.js';
import { MeshEventRows } from './registry/mesh-events.js';
import { NodeRemovals } from './registry/node-removals.js';
import { OwnKeys } from './registry/own-keys.js';
import { Passkeys } from './registry/passkeys.js';
import { PeerPolicies } from './registry/peer-policies.js';
import { People } from './registry/people.js';
import { PostgresConsoleSessions } from './registry/postgres-console-sessions.js';
import { PostgresCredentials } from './registry/postgres-credentials.js';
import { PostgresMeshNodes } from './registry/postgres-mesh-nodes.js';
import { PostgresOwners } from './registry/postgres-owners.js';
import { PostgresRegistrations } from './registry/postgres-registrations.js';
import { RefusedRequestRows } from './registry/refused-requests.js';
import { RegistryOutboxStore } from './registry/registry-outbox-store.js';
import { SetupKeys } from './registry/setup-keys.js';
import { TouchRules } from './registry/touch-rules.js';
import { UnseenNodes } from './registry/unseen-nodes.js';
import type { SchemaName } from './schemas.js';
import { PostgresDeliveries } from './webhooks/postgres-deliveries.js';
import { PostgresWebhooks } from './webhooks/postgres-webhooks.js';

/** Injects the `PairingRepository`. */
export const PAIRING_REPOSITORY = Symbol('PairingRepository');
/** Injects the `DeviceRequests`. */
export const DEVICE_REQUESTS = Symbol('DeviceRequests');
/** Injects the `ChainReader`. */
export const AUDIT_CHAIN = Symbol('AuditChain');
/** Injects the `RateCounters`. */
export const RATE_COUNTERS = Symbol('RateCounters');
/** Injects the `OutboxStore` of `pairing.pairing_events`. */
export const PAIRING_OUTBOX = Symbol('PairingOutbox');
/** Injects the `MeshNodes`. */
export const MESH_NODES = Symbol('MeshNodes');
/** Injects the `ManyNodes`. */
export const MANY_NODES = Symbol('ManyNodes');
/** Injects the `NodeRemovals`. */
export const NODE_REMOVALS = Symbol('NodeRemovals');
/** Injects the `PeerPolicies`. */
export const PEER_POLICIES = Symbol('PeerPolicies');
/** Injects the `Credentials`. */
export const CREDENTIALS = Symbol('Credentials');
/** Injects the `Owners`. */
export const OWNERS = Symbol('Owners');
/** Injects the `OwnKeys`. */
export const OWN_KEYS = Symbol('OwnKeys');
/** Injects the `Admins`. */
export const ADMINS = Symbol('Admins');
/** Injects the `People`. */
export const PEOPLE = Symbol('People');
/** Injects the `SetupKeys`. */
export const SETUP_KEYS = Symbol('SetupKeys');
/** Injects the `Joins`. */
export const JOINS = Symbol('Joins');
/** Injects the `UnseenNodes`. */
export const UNSEEN_NODES = Symbol('UnseenNodes');
/** Injects the `LinkedAccounts`. */
export const ACCOUNTS = Symbol('LinkedAccounts');
/** Injects the `TouchRules`. */
export const TOUCH_RULES_OF_OWNERS = Symbol('TouchRules');
/** Injects the `DeviceCodeRules`. */
export const DEVICE_CODE_RULES = Symbol('DeviceCodeRules');
/** Injects the `Passkeys`. */
export const PASSKEYS = Symbol('Passkeys');
/** Injects the `AuditKeys`. */
export const AUDIT_KEYS = Symbol('AuditKeys');
/** Injects the `RefusedRequestRows`. */
export const REFUSED_REQUESTS = Symbol('RefusedRequests');
/** Injects the `ConsoleSessions`. */
export const CONSOLE_SESSIONS = Symbol('ConsoleSessions');
/** Injects the `Registrations`. */
export const REGISTRATIONS = Symbol('Registrations');
/** Injects the `MeshEventRows`. */
export const MESH_EVENTS = Symbol('MeshEvents');
/** Injects the `OutboxStore` of `registry.registration_events` and `registry.mesh_events`. */
export const REGISTRY_OUTBOX = Symbol('RegistryOutbox');
/** Injects the `Webhooks`. */
export const WEBHOOKS = Symbol('Webhooks');
/** Injects the `Deliveries`. */
export const DELIVERIES = Symbol('Deliveries');

const CONNECT_ATTEMPTS = 60;
const CONNECT_RETRY_MS = 500;

/** A service's tables. Waits for the database at the start; closes its connections at the end. */
@Global()
@Module({})
export class PersistenceModule {
  static forPairing(databaseUrl: string): DynamicModule {
    return persistenceOf('pairing', databaseUrl, [
      provide('pairing', PAIRING_REPOSITORY, (source) => new PostgresPairingRepository(poolOf(source))),
      provide('pairing', DEVICE_REQUESTS, (source) => new PostgresDeviceRequests(poolOf(source))),
      provide('pairing', AUDIT_CHAIN, (source) => new PostgresAuditChain(poolOf(source))),
      provide('pairing', RATE_COUNTERS, (source) => new PostgresRateCounters(poolOf(source))),
      provide(
        'pairing',
        PAIRING_OUTBOX,
        (source) => new PostgresOutboxStore(poolOf(source), databaseUrl, 'pairing.pairing_events'),
      ),
    ]);
  }

  static forRegistry(databaseUrl: string): DynamicModule {
    return persistenceOf('registry', databaseUrl, [
      provide('registry', MESH_NODES, (source) => new PostgresMeshNodes(poolOf(source))),
      provide('registry', MANY_NODES, (source) => new ManyNodes(poolOf(source))),
      provide('registry', NODE_REMOVALS, (source) => new NodeRemovals(poolOf(source))),
      provide('registry', PEER_POLICIES, (source) => new PeerPolicies(poolOf(source))),
      provide('registry', CREDENTIALS, (source) => new PostgresCredentials(poolOf(source))),
      provide('registry', OWNERS, (source) => new PostgresOwners(source)),
      provide('registry', OWN_KEYS, (source) => new OwnKeys(poolOf(source))),
      provide('registry', ADMINS, (source) => new Admins(poolOf(source))),
      provide('registry', PEOPLE, (source) => new People(poolOf(source))),
      provide('registry', SETUP_KEYS, (source) => new SetupKeys(poolOf(source))),
      provide('registry', JOINS, (source) => new Joins(poolOf(source))),
      provide('registry', UNSEEN_NODES, (source) => new UnseenNodes(poolOf(source))),
      provide('registry', ACCOUNTS, (source) => new LinkedAccounts(poolOf(source))),
      provide('registry', TOUCH_RULES_OF_OWNERS, (source) => new TouchRules(poolOf(source))),
      provide('registry', DEVICE_CODE_RULES, (source) => new DeviceCodeRules(poolOf(source))),
      provide('registry', PASSKEYS, (source) => new Passkeys(poolOf(source))),
      provide('registry', AUDIT_KEYS, (source) => new AuditKeys(poolOf(source))),
      provide('registry', REFUSED_REQUESTS, (source) => new RefusedRequestRows(poolOf(source))),
      provide('registry', CONSOLE_SESSIONS, (source) => new PostgresConsoleSessions(poolOf(source))),
      provide('registry', REGISTRATIONS, (source) => new PostgresRegistrations(poolOf(source))),
      provide('registry', REGISTRY_OUTBOX, (source) => new RegistryOutboxStore(poolOf(source), databaseUrl)),
      provide('registry', MESH_EVENTS, (source) => new MeshEventRows(poolOf(source))),
    ]);
  }

  static forWebhooks(databaseUrl: string): DynamicModule {
    return persistenceOf('webhooks', databaseUrl, [
      provide('webhooks', WEBHOOKS, (source) => new PostgresWebhooks(poolOf(source))),
      provide('webhooks', DELIVERIES, (source) => new PostgresDeliveries(poolOf(source))),
    ]);
  }
}

const provide = (
  schema: SchemaName,
  token: FactoryProvider['provide'],
  create: (source: DataSource) => unknown,
): FactoryProvider => ({ provide: token, inject: [getDataSourceToken(schema)], useFactory: create });

function persistenceOf(
  schema: SchemaName,
  databaseUrl: string,
  tables: readonly FactoryProvider[],
): DynamicModule {
  const providers = [
    ...tables,
    provide(schema, DatabaseClock, (source) => DatabaseClock.start(poolOf(source))),
    provide(schema, DatabaseHealth, (source) => new DatabaseHealth(poolOf(source))),
  ];
  return {
    module: PersistenceModule,
    imports: [
      TypeOrmModule.forRoot({
        ...dataSourceOptions(databaseUrl, schema),
        name: schema,
        retryAttempts: CONNECT_ATTEMPTS,
        retryDelay: CONNECT_RETRY_MS,
      }),
    ],
    providers,
    exports: providers.map((provider) => provider.provide),
  };
}
