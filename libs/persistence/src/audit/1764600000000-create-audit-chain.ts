import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // A run of an owner's events, as they follow one another in the chain; `hashes` has 32 bytes for each.
  `create table audit.segments (
     owner_id      text collate "C" not null,
     first_index   bigint not null check (first_index > 0),
     previous_hash bytea not null check (octet_length(previous_hash) = 32),
     positions     bigint[] not null,
     hashes        bytea not null,
     last_position bigint not null,
     signed_at     timestamptz not null,
     signature     text not null,
     primary key (owner_id, first_index),
     check (octet_length(hashes) = 32 * cardinality(positions) and cardinality(positions) > 0)
   )`,
  // What of the newest events is in a segment already.
  `create index segments_last_position on audit.segments (last_position)`,
  // One row: how far every event is in a segment, and where it will be once a transaction id is settled.
  `create table audit.progress (
     only_one         boolean primary key default true check (only_one),
     chained_to       bigint not null,
     next_place       bigint not null,
     next_transaction xid8 not null
   )`,
  `insert into audit.progress (chained_to, next_place, next_transaction) values (0, 0, '0')`,
  // The public keys of all checkpoints.
  `create table audit.signing_keys (
     kid        text collate "C" primary key,
     jwk        jsonb not null,
     created_at timestamptz not null default now()
   )`,
];

const DOWN = ['drop table audit.signing_keys', 'drop table audit.progress', 'drop table audit.segments'];

/** The hash chain over each owner's trail: hashes and signatures; the events stay where they are. */
export class CreateAuditChain1764600000000 implements MigrationInterface {
  readonly name = 'CreateAuditChain1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
