import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { migrateAll } from './migrate.js';
import { type RolePasswords, serviceDatabaseUrl, serviceRole } from './service-database-url.js';
import { DATABASE_SERVICES, type DatabaseService } from './service-grants.js';
import { ensureServiceRoles } from './service-roles.js';

const PERMISSION_DENIED = '42501';
const PASSWORDS: RolePasswords = {
  pairing: "a'pairing \\password",
  registry: 'a registry password',
  cleanup: 'a cleanup password',
  audit: 'an audit password',
  webhooks: 'a webhooks password',
};

const REFUSED: readonly (readonly [DatabaseService, string])[] = [
  ...[
    'mesh_nodes',
    'issued_tokens',
    'device_sessions',
    'owners',
    'owner_keys',
    'people',
    'invitations',
    'registrations',
    'registration_events',
    'migrations',
  ].map((table) => ['pairing', `select from registry.${table}`] as const),
  ['pairing', 'insert into registry.owners (owner_id, name, created_at) values (1, 1, now())'],
  ['pairing', 'delete from pairing.pairing_events'],
  ['pairing', "update pairing.pairing_events set event = '{}'"],
  ['pairing', 'update pairing.pairing_events set sequence = 9'],
  ['pairing', 'truncate pairing.pairing_events'],
  ['pairing', 'delete from pairing.pairing_states'],
  ['pairing', 'alter table pairing.pairing_events add column mine text'],
  ['pairing', 'drop table pairing.pairing_states'],
  ['pairing', 'create table pairing.mine (id int)'],
  ['pairing', 'create table public.mine (id int)'],
  ['pairing', 'create schema mine'],
  ['pairing', 'create temporary table mine (id int)'],
  ['pairing', 'select from pairing.migrations'],
  ['pairing', "update pairing.audit_epochs set epoch = ''"],
  ['pairing', 'select rolpassword from pg_authid'],
  [
    'pairing',
    "insert into registry.mesh_events (owner_id, type, occurred_at, event) values ('o', 't', now(), '{}')",
  ],
  ['pairing', 'update registry.mesh_events set occurred_at = now()'],
  ['pairing', 'select from registry.mesh_outbox'],
  ['pairing', 'update pairing.pairing_events set occurred_at = now()'],
  ['registry', 'update registry.mesh_events set occurred_at = now()'],
  ['registry', 'update registry.registration_outbox set position = 0'],
  ['registry', 'select from pairing.pairing_outbox'],
  ['registry', "update registry.mesh_events set event = '{}'"],
  ['registry', 'delete from registry.mesh_events'],
  ['registry', "select setval('pairing.pairing_events_position_seq', 1)"],
  ['registry', 'select from pairing.pairing_states'],
  ['registry', 'select from pairing.pairing_events'],
  ['registry', 'delete from registry.registration_events'],
  ['registry', "update registry.registration_events set event = '{}'"],
  ['registry', "insert into registry.owner_keys values ('k', 'o', 'digest', now(), null)"],
  ['registry', "update registry.owner_keys set secret_digest = ''"],
  ['registry', "insert into registry.owners (owner_id, name, created_at) values ('o', 'Mine', now())"],
  ['registry', 'update registry.owners set is_admin = true'],
  ['registry', "update registry.owners set name = 'Mine'"],
  ['registry', "select registry.is_admins_key('o', 'k', 's')"],
  ['pairing', "select registry.add_owner('o', 'k', 's', 'n', 'Mine', 'nk', 'd')"],
  ['webhooks', "select registry.add_owner('o', 'k', 's', 'n', 'Mine', 'nk', 'd')"],
  ['registry', "insert into registry.people values ('p', 'o', 'Mallory', 'owner', now(), null)"],
  ['registry', "update registry.people set role = 'owner'"],
  ['registry', "update registry.people set owner_id = 'o'"],
  ['registry', 'delete from registry.people'],
  ['registry', 'update registry.owner_keys set person_id = null'],
  ['registry', 'insert into registry.invitations select from registry.invitations'],
  ['registry', "update registry.invitations set code_digest = ''"],
  ['registry', 'update registry.invitations set accepted_at = null'],
  ['registry', "update registry.invitations set expires_at = 'infinity'"],
  ['registry', "select registry.is_owners_key('o', 'k', 's')"],
  ['pairing', "select registry.accept_invitation('c', 'p', 'k', 'd')"],
  ['cleanup', "select registry.change_role('o', 'p', 'owner', 'k', 's')"],
  ['cleanup', 'select code_digest from registry.invitations'],
  ['pairing', "select registry.add_owner_key('o', 'k', 's', 'n', 'd')"],
  ['registry', "insert into registry.passkeys (passkey_id) values ('p')"],
  ['registry', "update registry.passkeys set public_key = ''"],
  ['registry', "update registry.passkeys set owner_id = 'o'"],
  ['registry', "insert into registry.linked_accounts (account_id) values ('a')"],
  ['registry', "update registry.linked_accounts set subject = ''"],
  ['registry', "insert into registry.credential_permits (permit_digest) values ('d')"],
  ['registry', 'select from registry.credential_permits'],
  ['registry', 'delete from registry.spent_challenges'],
  ['pairing', "select registry.permit_credential('o', 'k', 's', 'd', 'passkey')"],
  ['cleanup', 'select from registry.passkeys'],
  ['cleanup', 'select owner_id from registry.credential_permits'],
  ['registry', 'delete from registry.owners'],
  ['registry', 'truncate registry.mesh_nodes cascade'],
  ['registry', 'create table registry.mine (id int)'],
  ['pairing', "update audit.segments set signature = ''"],
  ['registry', 'select from audit.segments'],
  ['cleanup', 'delete from audit.segments'],
  ['audit', "update audit.segments set hashes = ''"],
  ['audit', 'delete from registry.mesh_events'],
  ['audit', "update pairing.pairing_events set event = '{}'"],
  ['audit', 'delete from pairing.pairing_outbox'],
  ['audit', 'select from registry.owners'],
  ['audit', 'select from pairing.pairing_states'],
  ['audit', "select nextval('pairing.pairing_events_position_seq')"],
  ['cleanup', 'select from registry.owners'],
  ['cleanup', 'select from registry.mesh_nodes'],
  ['cleanup', 'select secret_digest from registry.owner_keys'],
  ['cleanup', 'select owner_id from registry.issued_tokens'],
  ['cleanup', 'update registry.device_sessions set revoked_at = null'],
  ['cleanup', "update registry.issued_tokens set expires_at = 'infinity'"],
  ['cleanup', 'select event from registry.mesh_events'],
  ['cleanup', 'select event from pairing.pairing_events'],
  ['cleanup', "update pairing.pairing_events set event = '{}'"],
  ['cleanup', 'delete from pairing.pairing_outbox'],
  ['cleanup', 'delete from registry.registration_outbox'],
  ['cleanup', 'insert into registry.mesh_outbox (position) values (1)'],
  ['cleanup', 'truncate pairing.pairing_states'],
  ['cleanup', 'create table pairing.mine (id int)'],
  ['cleanup', 'create schema mine'],
  ['cleanup', 'select from webhooks.targets'],
  ['cleanup', "select registry.record_webhook_events('[]')"],
  ['registry', 'update registry.setup_keys set uses = 1000000'],
  ['registry', "update registry.setup_keys set expires_at = 'infinity'"],
  ['registry', "update registry.setup_keys set permissions = '{everything}'"],
  ['registry', 'update registry.setup_keys set secret_digest = key_id'],
  ['registry', 'update registry.setup_keys set key_id = setup_key_id'],
  ['registry', 'delete from registry.setup_keys'],
  [
    'registry',
    `insert into registry.setup_keys (setup_key_id, owner_id, key_id, secret_digest, uses, permissions, tags, asks_owner,
       on_ip_conflict, created_at, expires_at)
     select 'k', owner_id, key_id, 'd', 1, '{}', '{}', false, 'allow', now(), now() from registry.owner_keys`,
  ],
  ['pairing', 'select from registry.setup_keys'],
  ['cleanup', 'select secret_digest from registry.setup_keys'],
  ['cleanup', 'update registry.setup_keys set revoked_at = null'],
  ['registry', 'select from webhooks.targets'],
  ['pairing', "select registry.record_webhook_events('[]')"],
  ['webhooks', 'select from pairing.pairing_states'],
  ['webhooks', 'select from registry.owner_keys'],
  ['webhooks', 'select from registry.mesh_events'],
  ['webhooks', `select registry.record_webhook_events('[{"type":"OwnerKeyRevoked","ownerId":"o"}]')`],
  [
    'webhooks',
    "insert into registry.mesh_events (owner_id, type, occurred_at, event) values ('o', 't', now(), '{}')",
  ],
];

const ALLOWED: readonly (readonly [DatabaseService, string])[] = [
  ['pairing', 'select from pairing.pairing_states for update'],
  ['pairing', 'select from pairing.pairing_events'],
  ['pairing', 'delete from pairing.pairing_outbox where position = 1'],
  ['pairing', 'select from registry.mesh_events'],
  [
    'registry',
    "insert into registry.mesh_events (owner_id, type, occurred_at, event) values ('o', 't', now(), '{}')",
  ],
  ['registry', 'delete from registry.mesh_outbox where position = 1'],
  ['registry', 'update registry.registration_outbox set is_held_back = false'],
  ['registry', 'select from registry.owners for update'],
  ['registry', 'delete from registry.mesh_nodes'],
  ['registry', 'update registry.setup_keys set used = used + 1, revoked_at = now()'],
  ['cleanup', 'delete from registry.setup_keys'],
  ['cleanup', 'select position from pairing.pairing_events where occurred_at < now()'],
  ['cleanup', 'insert into pairing.pairing_outbox (position) values (0)'],
  ['cleanup', 'delete from pairing.pairing_events'],
  ['cleanup', 'delete from registry.mesh_events'],
  ['webhooks', 'delete from webhooks.deliveries'],
  [
    'webhooks',
    `select registry.record_webhook_events(
       '[{"type":"WebhookRemoved","ownerId":"o","occurredAt":"2026-01-01T00:00:00Z"}]')`,
  ],
];

describe('the services in Postgres', () => {
  let database: TestDatabase;
  const roles = new Map<DatabaseService, pg.Client>();

  const connect = async (url: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };
  const codeOf = async (service: DatabaseService, sql: string): Promise<unknown> => {
    try {
      await roles.get(service)?.query(sql);
      return undefined;
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    await Promise.all([1, 2, 3].map(() => ensureServiceRoles(database.url, PASSWORDS)));
    for (const service of DATABASE_SERVICES) {
      roles.set(service, await connect(serviceDatabaseUrl(database.url, service, PASSWORDS)));
    }
  });
  afterAll(async () => {
    for (const client of roles.values()) await client.end();
    await database.drop();
  });

  it.each(REFUSED)('refuse %s: %s', async (service, sql) => {
    expect(await codeOf(service, sql)).toBe(PERMISSION_DENIED);
  });

  it.each(ALLOWED)('allow %s: %s', async (service, sql) => {
    expect(await codeOf(service, sql)).toBeUndefined();
  });

  it('lets a service use a table that a later migration adds to its schema, and no other service', async () => {
    await database.query('create table pairing.added (id bigint generated always as identity, name text)');
    const insert = 'insert into pairing.added (name) values (1) returning id';
    expect(await codeOf('pairing', insert)).toBe(PERMISSION_DENIED);
    await migrateAll(database.url);
    await ensureServiceRoles(database.url, PASSWORDS);
    expect(await codeOf('pairing', insert)).toBeUndefined();
    expect(await codeOf('registry', insert)).toBe(PERMISSION_DENIED);
    expect(await codeOf('cleanup', insert)).toBe(PERMISSION_DENIED);
  });

  it('takes back a right that somebody has given by hand', async () => {
    await database.query(
      `grant usage on schema registry to ${serviceRole(database.url, 'pairing')};
       grant select on registry.owner_keys to ${serviceRole(database.url, 'pairing')}, public`,
    );
    expect(await codeOf('pairing', 'select from registry.owner_keys')).toBeUndefined();
    await ensureServiceRoles(database.url, PASSWORDS);
    expect(await codeOf('pairing', 'select from registry.owner_keys')).toBe(PERMISSION_DENIED);
  });

  it('keeps the roles of one database out of another', async () => {
    const other = await createTestDatabase();
    await ensureServiceRoles(other.url, PASSWORDS);
    const url = new URL(serviceDatabaseUrl(database.url, 'pairing', PASSWORDS));
    url.pathname = new URL(other.url).pathname;
    await expect(connect(url.href)).rejects.toMatchObject({ code: PERMISSION_DENIED });
    await other.drop();
  });

  it('changes a password, and the old one opens nothing', async () => {
    const old = serviceDatabaseUrl(database.url, 'registry', PASSWORDS);
    const changed = { ...PASSWORDS, registry: 'another password of the registry' };
    await ensureServiceRoles(database.url, changed);
    await expect(connect(old)).rejects.toMatchObject({ code: '28P01' });
    await (await connect(serviceDatabaseUrl(database.url, 'registry', changed))).end();
  });
});
