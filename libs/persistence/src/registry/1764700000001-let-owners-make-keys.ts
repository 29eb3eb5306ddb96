import type { MigrationInterface, QueryRunner } from 'typeorm';

const SIGNATURE = 'registry.add_owner_key(text, text, text, text, text)';

const UP = [
  `alter table registry.owner_keys add column last_used_at timestamptz`,
  `alter table registry.console_sessions
     add column session_id uuid not null default gen_random_uuid(),
     add column name text`,
  // The registry may not write keys. Who shows a live one gets another of the same owner: a registry that is taken over
  // can make keys for those who come by, and for nobody else.
  `create function registry.add_owner_key(of_owner text, by_key text, by_secret text, new_key text, new_digest text)
   returns boolean
   language sql security definer set search_path = pg_catalog, pg_temp as $$
     insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at)
     select new_key, owner_id, new_digest, now()
       from registry.owner_keys
      where key_id = by_key and owner_id = of_owner
        and (revoked_at is null or revoked_at > now())
        and secret_digest =
            translate(encode(sha256(convert_to(by_secret, 'UTF8')), 'base64'), '+/=', '-_')
     returning true
   $$`,
  `revoke all on function ${SIGNATURE} from public`,
];

const DOWN = [
  `drop function ${SIGNATURE}`,
  `alter table registry.console_sessions drop column session_id, drop column name`,
  `alter table registry.owner_keys drop column last_used_at`,
];

/** Owners make and revoke keys, and see and end their consoles, by themselves. */
export class LetOwnersMakeKeys1764700000001 implements MigrationInterface {
  readonly name = 'LetOwnersMakeKeys1764700000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
