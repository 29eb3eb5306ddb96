import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createEventTable } from '../event-table.js';

const UP = [
  `create table pairing.pairing_states (
     pairing_id   text collate "C" primary key,
     token_digest text collate "C" not null unique,
     owner_id     text collate "C" not null,
     kind         text collate "C" not null
       check (kind in ('TokenCreated', 'DeviceConnected', 'PinVerified', 'DeviceRegistered', 'Failed')),
     state        jsonb not null,
     version      integer not null check (version > 0),
     created_at   timestamptz not null,
     updated_at   timestamptz not null,
     expires_at   timestamptz not null
   )`,
  // An owner's list, newest first. The condition, true of all rows, keeps the list of open ones off this index,
  // even if its plan is made on an empty table.
  `create index pairing_states_owner on pairing.pairing_states (owner_id, created_at desc, pairing_id desc)
     where version > 0`,
  // An owner's open pairings: for the list and for the limit, however many ended ones wait for the purge.
  `create index pairing_states_open on pairing.pairing_states (owner_id, created_at desc, pairing_id desc)
     where kind in ('TokenCreated', 'DeviceConnected')`,
  // What the cleanup expires.
  `create index pairing_states_expiry on pairing.pairing_states (expires_at)
     where kind in ('TokenCreated', 'DeviceConnected')`,
  // What the cleanup purges.
  `create index pairing_states_ended on pairing.pairing_states (updated_at)
     where kind in ('DeviceRegistered', 'Failed')`,
  ...createEventTable('pairing.pairing_events'),
  // The audit trail of an owner, by cursor.
  `create index pairing_events_audit on pairing.pairing_events (owner_id, transaction_id, position)`,
];

const DOWN = ['drop table pairing.pairing_events', 'drop table pairing.pairing_states'];

export class CreatePairingTables1763900000000 implements MigrationInterface {
  readonly name = 'CreatePairingTables1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
