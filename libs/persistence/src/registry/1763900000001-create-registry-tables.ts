import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createEventTable } from '../event-table.js';

const OWNERS = [
  `create table registry.owners (
     owner_id     text collate "C" primary key,
     name         text not null,
     device_count integer not null default 0 check (device_count >= 0),
     created_at   timestamptz not null
   )`,
  `create table registry.owner_keys (
     key_id        text collate "C" primary key,
     owner_id      text collate "C" not null references registry.owners (owner_id) on delete cascade,
     secret_digest text collate "C" not null,
     created_at    timestamptz not null,
     revoked_at    timestamptz
   )`,
  `create index owner_keys_owner on registry.owner_keys (owner_id)`,
];

const NODES = [
  `create table registry.mesh_nodes (
     owner_id     text collate "C" not null references registry.owners (owner_id) on delete cascade,
     node_id      text collate "C" not null,
     name         text not null,
     role         text collate "C" not null check (role in ('host', 'device')),
     ip           text collate "C" not null,
     port         integer,
     platform     text,
     public_key   text,
     permissions  text[] not null,
     created_at   timestamptz not null,
     updated_at   timestamptz not null,
     last_seen_at timestamptz,
     primary key (node_id, owner_id)
   )`,
  // Who else is at an address. Neither this index nor the key begins with the owner: statements are planned once,
  // perhaps on an empty table, and no plan may walk all nodes of an owner to find one.
  `create index mesh_nodes_ip on registry.mesh_nodes (ip, owner_id)`,
  // The list, oldest first. The condition, true of all rows, keeps every other statement off this index.
  `create index mesh_nodes_age on registry.mesh_nodes (owner_id, created_at, node_id) where role <> ''`,
  // An owner has one host.
  `create unique index mesh_nodes_host on registry.mesh_nodes (owner_id) where role = 'host'`,
];

const TOKENS = [
  `create table registry.issued_tokens (
     token_id    text collate "C" primary key,
     family_id   text collate "C" not null,
     owner_id    text collate "C" not null,
     node_id     text collate "C" not null,
     permissions text[] not null,
     issued_at   timestamptz not null,
     expires_at  timestamptz not null,
     revoked_at  timestamptz
   )`,
  `create index issued_tokens_node on registry.issued_tokens (owner_id, node_id) where revoked_at is null`,
  `create index issued_tokens_ended on registry.issued_tokens (least(expires_at, revoked_at))`,
  `create table registry.device_sessions (
     session_id   text collate "C" primary key,
     owner_id     text collate "C" not null,
     node_id      text collate "C" not null,
     permissions  text[] not null,
     created_at   timestamptz not null,
     last_used_at timestamptz,
     expires_at   timestamptz not null,
     revoked_at   timestamptz,
     foreign key (owner_id, node_id) references registry.mesh_nodes (owner_id, node_id) on delete cascade
   )`,
  `create index device_sessions_node on registry.device_sessions (owner_id, node_id)`,
  `create index device_sessions_ended on registry.device_sessions (least(expires_at, revoked_at))`,
];

const REGISTRATIONS = [
  `create table registry.registrations (
     pairing_id       text collate "C" primary key,
     owner_id         text collate "C" not null,
     kind             text collate "C" not null,
     node_id          text collate "C",
     session_id       text collate "C",
     peer_token_id    text collate "C",
     first_claimed_at timestamptz,
     created_at       timestamptz not null
   )`,
  `create index registrations_created_at on registry.registrations (created_at)`,
  ...createEventTable('registry.registration_events'),
];

const TABLES = [
  'registration_events',
  'registrations',
  'device_sessions',
  'issued_tokens',
  'mesh_nodes',
  'owner_keys',
  'owners',
];

export class CreateRegistryTables1763900000001 implements MigrationInterface {
  readonly name = 'CreateRegistryTables1763900000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...OWNERS, ...NODES, ...TOKENS, ...REGISTRATIONS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`drop table registry.${table}`);
  }
}

/** Absent of what was registered before: pairing checks the claim secret of those. */
export class AddClaimDigest1764400000001 implements MigrationInterface {
  readonly name = 'AddClaimDigest1764400000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.registrations add column claim_digest text collate "C"');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.registrations drop column claim_digest');
  }
}
