import pg, { type Pool } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import {
  CreatePairingOutbox1765000000000,
  CreateRegistryOutboxes1765000000001,
} from './1765000000000-create-outboxes.js';
import { CreateAuditChain1764600000000 } from './audit/1764600000000-create-audit-chain.js';
import { ProgressEntity, SegmentEntity, SigningKeyEntity } from './audit/audit.entities.js';
import { CreatePairingTables1763900000000 } from './pairing/1763900000000-create-pairing-tables.js';
import { CreateRateCounters1764000000000 } from './pairing/1764000000000-create-rate-counters.js';
import { CreateAuditEpochs1764300000001 } from './pairing/1764300000001-create-audit-epochs.js';
import {
  CreateLivePairings1764400000000,
  IndexUnansweredVerifications1764100000020,
} from './pairing/1764400000000-create-live-pairings.js';
import { RecordAttempts1764500000001 } from './pairing/1764500000001-record-attempts.js';
import {
  AddUserCodes1764840000000,
  CreateDeviceRequests1764840000001,
} from './pairing/1764840000000-add-user-codes.js';
import {
  AuditEpochEntity,
  DeviceRequestEntity,
  LivePairingEntity,
  PairingEventEntity,
  PairingOutboxEntity,
  PairingStateEntity,
  RateCounterEntity,
} from './pairing/pairing.entities.js';
import {
  AddClaimDigest1764400000001,
  CreateRegistryTables1763900000001,
} from './registry/1763900000001-create-registry-tables.js';
import {
  AddTokenRefresh1764000000001,
  BindSessionsToKeys1764910000000,
  RenewSessions1764840000002,
} from './registry/1764000000001-add-token-refresh.js';
import { CreateConsoleSessions1764000000002 } from './registry/1764000000002-create-console-sessions.js';
import { CreateMeshEvents1764500000000 } from './registry/1764500000000-create-mesh-events.js';
import { RecordWebhookEvents1764600000000 } from './registry/1764600000000-record-webhook-events.js';
import {
  AddAuditKeysOfAllOwners1764700000000,
  CreateAuditKeys1764600000001,
} from './registry/1764600000001-create-audit-keys.js';
import { LetOwnersMakeKeys1764700000001 } from './registry/1764700000001-let-owners-make-keys.js';
import { CreatePeople1764800000000 } from './registry/1764800000000-create-people.js';
import {
  AddTagsAndRemovals1764800000010,
  SortNodesByName1764700000002,
} from './registry/1764800000010-add-tags-and-removals.js';
import { CreatePasskeys1764810000000 } from './registry/1764810000000-create-passkeys.js';
import { LinkAccounts1764810000001 } from './registry/1764810000001-link-accounts.js';
import {
  CreateDeviceCodeRules1764840000003,
  CreateTouchRules1764810000002,
} from './registry/1764810000002-create-touch-rules.js';
import { MarkAdmins1764820000000 } from './registry/1764820000000-mark-admins.js';
import { GiveTunnelAddresses1764830000000 } from './registry/1764830000000-give-tunnel-addresses.js';
import { CreateSetupKeys1764830000010 } from './registry/1764830000010-create-setup-keys.js';
import {
  DeviceSessionEntity,
  IssuedTokenEntity,
  MeshNodeEntity,
  RemovalEntity,
} from './registry/node.entities.js';
import { AuditKeyEntity, OwnerEntity, OwnerKeyEntity, PeerPolicyEntity } from './registry/owner.entities.js';
import { InvitationEntity, PersonEntity } from './registry/person.entities.js';
import {
  MeshEventEntity,
  MeshOutboxEntity,
  RegistrationEntity,
  RegistrationEventEntity,
  RegistrationOutboxEntity,
} from './registry/registration.entities.js';
import { SetupKeyEntity, SetupKeyUseEntity } from './registry/setup-key.entities.js';
import {
  ConsoleSessionEntity,
  CredentialPermitEntity,
  DeviceCodeRuleEntity,
  LinkedAccountEntity,
  PasskeyEntity,
  SignInCodeEntity,
  SpentChallengeEntity,
  TouchRuleEntity,
} from './registry/sign-in.entities.js';
import type { SchemaName } from './schemas.js';
import { CreateWebhooks1764600000001 } from './webhooks/1764600000001-create-webhooks.js';
import {
  KeepAttempts1764700000000,
  NoteWhenEnabled1764700000001,
} from './webhooks/1764700000000-keep-attempts.js';
import { WebhookDeliveryEntity, WebhookTargetEntity } from './webhooks/webhook.entities.js';

export interface DataSourceLimits {
  /** Connections at most; 10 unless told. */
  readonly poolSize?: number;
}

const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * Statements are prepared once and planned once. A plan made while a table was still small must use its
 * indexes too, so sequential scans are out of the question.
 */
const SESSION_OPTIONS = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off';

const TABLES = {
  pairing: {
    entities: [
      PairingStateEntity,
      LivePairingEntity,
      PairingEventEntity,
      PairingOutboxEntity,
      RateCounterEntity,
      AuditEpochEntity,
      DeviceRequestEntity,
    ],
    migrations: [
      CreatePairingTables1763900000000,
      CreateRateCounters1764000000000,
      IndexUnansweredVerifications1764100000020,
      CreateAuditEpochs1764300000001,
      CreateLivePairings1764400000000,
      RecordAttempts1764500000001,
      AddUserCodes1764840000000,
      CreateDeviceRequests1764840000001,
      CreatePairingOutbox1765000000000,
    ],
  },
  registry: {
    entities: [
      OwnerEntity,
      OwnerKeyEntity,
      AuditKeyEntity,
      MeshNodeEntity,
      RemovalEntity,
      PeerPolicyEntity,
      IssuedTokenEntity,
      DeviceSessionEntity,
      RegistrationEntity,
      RegistrationEventEntity,
      RegistrationOutboxEntity,
      ConsoleSessionEntity,
      SignInCodeEntity,
      PersonEntity,
      InvitationEntity,
      PasskeyEntity,
      LinkedAccountEntity,
      TouchRuleEntity,
      DeviceCodeRuleEntity,
      SpentChallengeEntity,
      CredentialPermitEntity,
      SetupKeyEntity,
      SetupKeyUseEntity,
      MeshEventEntity,
      MeshOutboxEntity,
    ],
    migrations: [
      CreateRegistryTables1763900000001,
      AddTokenRefresh1764000000001,
      CreateConsoleSessions1764000000002,
      AddClaimDigest1764400000001,
      CreateMeshEvents1764500000000,
      RecordWebhookEvents1764600000000,
      CreateAuditKeys1764600000001,
      AddAuditKeysOfAllOwners1764700000000,
      LetOwnersMakeKeys1764700000001,
      SortNodesByName1764700000002,
      CreatePeople1764800000000,
      AddTagsAndRemovals1764800000010,
      CreatePasskeys1764810000000,
      LinkAccounts1764810000001,
      CreateTouchRules1764810000002,
      MarkAdmins1764820000000,
      GiveTunnelAddresses1764830000000,
      CreateSetupKeys1764830000010,
      RenewSessions1764840000002,
      CreateDeviceCodeRules1764840000003,
      BindSessionsToKeys1764910000000,
      CreateRegistryOutboxes1765000000001,
    ],
  },
  audit: {
    entities: [SegmentEntity, ProgressEntity, SigningKeyEntity],
    migrations: [CreateAuditChain1764600000000],
  },
  webhooks: {
    entities: [WebhookTargetEntity, WebhookDeliveryEntity],
    migrations: [CreateWebhooks1764600000001, KeepAttempts1764700000000, NoteWhenEnabled1764700000001],
  },
};

/** How TypeORM connects to one service's schema. Tables come from migrations only. */
export function dataSourceOptions(
  databaseUrl: string,
  schema: SchemaName,
  { poolSize = 10 }: DataSourceLimits = {},
): DataSourceOptions {
  return {
    type: 'postgres',
    // In a bundle TypeORM would load one of its own, from node_modules.
    driver: pg,
    url: databaseUrl,
    schema,
    ...TABLES[schema],
    synchronize: false,
    migrationsTableName: 'migrations',
    applicationName: `meshpair-${schema}`,
    installExtensions: false,
    poolSize,
    // An idle connection that a restarting server closes is replaced at its next use.
    poolErrorHandler: () => undefined,
    extra: {
      keepAlive: true,
      // A statement may be sent before the one in front of it is answered: `begin` costs no round trip.
      pipeline: true,
      connectionTimeoutMillis: 5_000,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS + 2_000,
      idle_in_transaction_session_timeout: 30_000,
      options: SESSION_OPTIONS,
    },
  };
}

/** A data source of one service's schema, not yet initialized. */
export const createDataSource = (
  databaseUrl: string,
  schema: SchemaName,
  limits: DataSourceLimits = {},
): DataSource => new DataSource(dataSourceOptions(databaseUrl, schema, limits));

/** Runs `work` on the registry's tables in a migrated database, on a connection of its own. */
export async function onRegistryOf<T>(databaseUrl: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  const source = await createDataSource(databaseUrl, 'registry', { poolSize: 1 }).initialize();
  try {
    return await work(poolOf(source));
  } finally {
    await source.destroy();
  }
}

/** The `pg` pool below an initialized data source: for statements that are written by hand and prepared. */
export const poolOf = (source: DataSource): Pool => (source.driver as unknown as { master: Pool }).master;
