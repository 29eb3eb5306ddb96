import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LOCK_AND_COUNT_OPEN } from './open-pairings-statements.js';

const UP = [
  `create unlogged table pairing.rate_counters (
     limit_name    text collate "C" not null,
     subject       text collate "C" not null,
     window_number bigint not null,
     previous      integer not null check (previous >= 0),
     current       integer not null check (current >= 0),
     granted       integer not null check (granted >= 0),
     primary key (limit_name, subject)
   ) with (fillfactor = 50)`,
  // As it is today: a later migration has made it anew where this one was run before.
  LOCK_AND_COUNT_OPEN,
];

const DOWN = [
  'drop function pairing.lock_and_count_open(text, timestamptz, timestamptz)',
  'drop table pairing.rate_counters',
];

export class CreateRateCounters1764000000000 implements MigrationInterface {
  readonly name = 'CreateRateCounters1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
