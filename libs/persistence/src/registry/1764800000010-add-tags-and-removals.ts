import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A removal marks what it shuts out, so that exactly that can be let in again. */
const MARKED = ['mesh_nodes', 'issued_tokens', 'device_sessions'] as const;

const UP = [
  `alter table registry.mesh_nodes add column tags text[] not null default '{}'`,
  ...MARKED.flatMap((table) => [
    `alter table registry.${table} add column removal_id text collate "C"`,
    `create index ${table}_removal on registry.${table} (removal_id) where removal_id is not null`,
  ]),
  `create table registry.removals (
     removal_id text collate "C" primary key,
     owner_id   text collate "C" not null references registry.owners (owner_id) on delete cascade,
     actor      jsonb not null,
     ends_at    timestamptz not null
   )`,
  `create index removals_ends_at on registry.removals (ends_at)`,
  `create table registry.peer_policies (
     owner_id   text collate "C" primary key references registry.owners (owner_id) on delete cascade,
     rules      jsonb not null,
     updated_at timestamptz not null
   )`,
];

const DOWN = [
  'drop table registry.peer_policies',
  'drop table registry.removals',
  ...MARKED.map((table) => `alter table registry.${table} drop column removal_id`),
  'alter table registry.mesh_nodes drop column tags',
];

/** Nodes have tags, which decide whom they see; and are removed in two steps, so that it can be undone. */
export class AddTagsAndRemovals1764800000010 implements MigrationInterface {
  readonly name = 'AddTagsAndRemovals1764800000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const BY_NAME = [
  // By Unicode whatever the database's locale, and numbers by their value: `Phone 2` before `Phone 10`.
  `create collation registry.by_name (provider = icu, locale = 'und-u-kn-true')`,
  // As `mesh_nodes_age`: the condition, true of all rows, keeps every other statement off this index.
  `create index mesh_nodes_name on registry.mesh_nodes (owner_id, lower(name collate registry.by_name), node_id)
     where role <> ''`,
];

/** Nodes are found by a part of their name, and listed by it. */
export class SortNodesByName1764700000002 implements MigrationInterface {
  readonly name = 'SortNodesByName1764700000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of BY_NAME) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index registry.mesh_nodes_name');
    await runner.query('drop collation registry.by_name');
  }
}
