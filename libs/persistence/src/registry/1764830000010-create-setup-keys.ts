import type { MigrationInterface, QueryRunner } from 'typeorm';

const MAKE_SETUP_KEY =
  'registry.make_setup_key(text, text, text, text, text, text, integer, integer, text[], text[], integer, boolean, text)';

const UP = [
  // By an owner's key, with which it ends. The table counts as well: no use is beyond the last.
  `create table registry.setup_keys (
     setup_key_id      text collate "C" primary key,
     owner_id          text collate "C" not null references registry.owners (owner_id) on delete cascade,
     key_id            text collate "C" not null references registry.owner_keys (key_id) on delete cascade,
     secret_digest     text collate "C" not null,
     label             text,
     uses              integer not null check (uses > 0),
     used              integer not null default 0 check (used between 0 and uses),
     permissions       text[] not null,
     tags              text[] not null,
     ephemeral_seconds integer check (ephemeral_seconds > 0),
     asks_owner        boolean not null,
     on_ip_conflict    text collate "C" not null check (on_ip_conflict in ('allow', 'reject')),
     created_at        timestamptz not null,
     expires_at        timestamptz not null,
     last_used_at      timestamptz,
     revoked_at        timestamptz
   )`,
  `create index setup_keys_owner on registry.setup_keys (owner_id, created_at, setup_key_id)`,
  `create index setup_keys_key on registry.setup_keys (key_id)`,
  `create index setup_keys_expires_at on registry.setup_keys (expires_at)`,
  // Which device has used it: once each, however often it asks, and not again once its owner has removed it.
  `create table registry.setup_key_uses (
     setup_key_id text collate "C" not null references registry.setup_keys (setup_key_id) on delete cascade,
     public_key   text collate "C" not null,
     node_id      text collate "C" not null,
     used_at      timestamptz not null,
     primary key (setup_key_id, public_key)
   )`,
  `create index setup_key_uses_node on registry.setup_key_uses (node_id)`,
  `alter table registry.mesh_nodes
     add column ephemeral_seconds integer,
     add column setup_key_id text collate "C"`,
  // A device that comes back by its own key says no owner.
  `create index mesh_nodes_proven_key on registry.mesh_nodes (public_key) where key_proven`,
  `create index mesh_nodes_ephemeral on registry.mesh_nodes (last_seen_at) where ephemeral_seconds is not null`,
  // Neither comes back: a use that was counted, and a key that was revoked.
  `create trigger used_stays before update of used on registry.setup_keys for each row
     when (new.used < old.used) execute function registry.refuse_return()`,
  `create trigger revoked_at_stays before update of revoked_at on registry.setup_keys for each row
     when (old.revoked_at is not null and (new.revoked_at is null or new.revoked_at > old.revoked_at))
     execute function registry.refuse_return()`,
  // The registry makes none: this does, for who shows a live key of an owner.
  `create function registry.make_setup_key(
     of_owner text, by_key text, by_secret text, new_id text, new_digest text, labelled text, most integer,
     seconds integer, scopes text[], tagged text[], unseen integer, asks boolean, conflict text)
   returns boolean
   language sql security definer set search_path = pg_catalog, pg_temp as $$
     insert into registry.setup_keys
            (setup_key_id, owner_id, key_id, secret_digest, label, uses, permissions, tags, ephemeral_seconds,
             asks_owner, on_ip_conflict, created_at, expires_at)
     select new_id, of_owner, by_key, new_digest, labelled, most, scopes, tagged, unseen,
            asks, conflict, now(), now() + make_interval(secs => seconds)
      where registry.is_owners_key(of_owner, by_key, by_secret)
     returning true
   $$`,
  `revoke all on function ${MAKE_SETUP_KEY} from public`,
];

const DOWN = [
  `drop function ${MAKE_SETUP_KEY}`,
  `alter table registry.mesh_nodes drop column setup_key_id, drop column ephemeral_seconds`,
  `drop index registry.mesh_nodes_proven_key`,
  `drop table registry.setup_key_uses`,
  `drop table registry.setup_keys`,
];

/** Keys that devices join with which nobody watches. */
export class CreateSetupKeys1764830000010 implements MigrationInterface {
  readonly name = 'CreateSetupKeys1764830000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
