import type { MigrationInterface, QueryRunner } from 'typeorm';

const IS_ADMINS_KEY = 'registry.is_admins_key(text, text, text)';
const ADD_OWNER = 'registry.add_owner(text, text, text, text, text, text, text)';

const UP = [
  `alter table registry.owners add column is_admin boolean not null default false`,
  // Who came first runs the mesh.
  `update registry.owners
      set is_admin = true
    where owner_id = (select owner_id from registry.owners order by created_at, owner_id limit 1)`,
  `create function registry.is_admins_key(of_owner text, by_key text, by_secret text) returns boolean
   language sql stable security definer set search_path = pg_catalog, pg_temp as $$
     select registry.is_owners_key(of_owner, by_key, by_secret)
            and exists (select from registry.owners as owner where owner.owner_id = of_owner and owner.is_admin)
   $$`,
  // The registry may not write owners. The lock: of two of one name at once the second finds the first.
  `create function registry.add_owner(of_owner text, by_key text, by_secret text, new_owner text, named text,
     new_key text, new_digest text)
   returns text
   language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
   begin
     if not registry.is_admins_key(of_owner, by_key, by_secret) then
       return 'key_wanted';
     end if;
     perform pg_advisory_xact_lock(hashtextextended('owner names', 0));
     if exists (select from registry.owners where owner_id = named or name = named) then
       return 'name_taken';
     end if;
     insert into registry.owners (owner_id, name, created_at) values (new_owner, named, now());
     insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at)
     values (new_key, new_owner, new_digest, now());
     return 'added';
   end $$`,
  ...[IS_ADMINS_KEY, ADD_OWNER].map((signature) => `revoke all on function ${signature} from public`),
];

const DOWN = [
  `drop function ${ADD_OWNER}`,
  `drop function ${IS_ADMINS_KEY}`,
  `alter table registry.owners drop column is_admin`,
];

/** Some owners see who else is one, and add others. */
export class MarkAdmins1764820000000 implements MigrationInterface {
  readonly name = 'MarkAdmins1764820000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
