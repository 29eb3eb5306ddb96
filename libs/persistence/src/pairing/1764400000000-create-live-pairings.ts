import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LOCK_AND_COUNT_OPEN } from './open-pairings-statements.js';

/** Dropped again below. */
export class IndexUnansweredVerifications1764100000020 implements MigrationInterface {
  readonly name = 'IndexUnansweredVerifications1764100000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index pairing_states_unanswered on pairing.pairing_states (updated_at) where kind = 'PinVerified'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index pairing.pairing_states_unanswered');
  }
}

const COUNT_IN_STATES = `
  select count(*) filter (where state.expires_at >= $2)::integer as open_count,
         min(state.expires_at) filter (where state.expires_at >= $2) as first_expiry
    from pairing.pairing_states as state
   where state.owner_id = $1
     and state.kind in ('TokenCreated', 'DeviceConnected')
     and state.created_at >= $3`;

const UP = [
  `create table pairing.live_pairings (
     pairing_id  text collate "C" primary key,
     owner_id    text collate "C" not null,
     created_at  timestamptz not null,
     expires_at  timestamptz not null,
     verified_at timestamptz
   )`,
  `create index live_pairings_owner on pairing.live_pairings (owner_id, created_at desc, pairing_id desc)`,
  `create index live_pairings_expiry on pairing.live_pairings (expires_at)`,
  // By triggers, so that whatever writes a state keeps this true.
  `create function pairing.track_live_pairing() returns trigger language plpgsql as $function$
   begin
     if new is null or new.kind in ('DeviceRegistered', 'Failed') then
       delete from pairing.live_pairings where pairing_id = old.pairing_id;
     else
       insert into pairing.live_pairings (pairing_id, owner_id, created_at, expires_at, verified_at)
       values (new.pairing_id, new.owner_id, new.created_at, new.expires_at,
               case when new.kind = 'PinVerified' then new.updated_at end)
           on conflict (pairing_id) do update
          set expires_at = excluded.expires_at, verified_at = excluded.verified_at;
     end if;
     return null;
   end $function$`,
  `create trigger track_new_pairing after insert on pairing.pairing_states
     for each row when (new.kind not in ('DeviceRegistered', 'Failed'))
     execute function pairing.track_live_pairing()`,
  `create trigger track_live_pairing after update on pairing.pairing_states
     for each row when (old.expires_at <> new.expires_at
                        or old.kind <> new.kind and new.kind <> 'DeviceConnected')
     execute function pairing.track_live_pairing()`,
  `create trigger track_removed_pairing after delete on pairing.pairing_states
     for each row when (old.kind not in ('DeviceRegistered', 'Failed'))
     execute function pairing.track_live_pairing()`,
  `insert into pairing.live_pairings (pairing_id, owner_id, created_at, expires_at, verified_at)
   select pairing_id, owner_id, created_at, expires_at, case when kind = 'PinVerified' then updated_at end
     from pairing.pairing_states
    where kind not in ('DeviceRegistered', 'Failed')`,
  // No index on what a step changes: the next state is written beside the old one, and no index is touched.
  `drop index pairing.pairing_states_owner, pairing.pairing_states_open, pairing.pairing_states_expiry,
              pairing.pairing_states_ended, pairing.pairing_states_unanswered`,
  `create index pairing_states_owner on pairing.pairing_states (owner_id, created_at desc, pairing_id desc)`,
  `create index pairing_states_age on pairing.pairing_states (created_at)`,
  `alter table pairing.pairing_states set (fillfactor = 50)`,
  LOCK_AND_COUNT_OPEN,
];

const DOWN = [
  LOCK_AND_COUNT_OPEN.replace(/return query[^;]*;/, `return query ${COUNT_IN_STATES};`),
  `alter table pairing.pairing_states reset (fillfactor)`,
  `drop index pairing.pairing_states_owner, pairing.pairing_states_age`,
  `create index pairing_states_owner on pairing.pairing_states (owner_id, created_at desc, pairing_id desc)
     where version > 0`,
  `create index pairing_states_open on pairing.pairing_states (owner_id, created_at desc, pairing_id desc)
     where kind in ('TokenCreated', 'DeviceConnected')`,
  `create index pairing_states_expiry on pairing.pairing_states (expires_at)
     where kind in ('TokenCreated', 'DeviceConnected')`,
  `create index pairing_states_ended on pairing.pairing_states (updated_at)
     where kind in ('DeviceRegistered', 'Failed')`,
  `create index pairing_states_unanswered on pairing.pairing_states (updated_at) where kind = 'PinVerified'`,
  `drop trigger track_removed_pairing on pairing.pairing_states`,
  `drop trigger track_live_pairing on pairing.pairing_states`,
  `drop trigger track_new_pairing on pairing.pairing_states`,
  `drop function pairing.track_live_pairing()`,
  `drop table pairing.live_pairings`,
];

/** The pairings that have not ended, in a table of their own: small, however many wait for the purge. */
export class CreateLivePairings1764400000000 implements MigrationInterface {
  readonly name = 'CreateLivePairings1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
