import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 40 random bits (RFC 4193 §3.2.1), and subnet 0 of them. Each call is random by itself. */
const NEW_PREFIX = `('fd' || substr(gen_random_uuid()::text, 1, 2) || ':' || substr(gen_random_uuid()::text, 1, 4)
  || ':' || substr(gen_random_uuid()::text, 5, 4) || '::/64')::cidr`;

/** One of 2^48 addresses of a prefix. */
const addressIn = (prefix: string): string =>
  `set_masklen(${prefix}::inet, 128) + ('x' || right(gen_random_uuid()::text, 12))::bit(48)::bigint`;

const UP = [
  `alter table registry.owners add column tunnel_prefix cidr not null unique default ${NEW_PREFIX}`,
  `alter table registry.mesh_nodes
     add column tunnel_address inet,
     add column wireguard_key text collate "C",
     add column endpoints text[] not null default '{}'`,
  `update registry.mesh_nodes as node
      set tunnel_address = ${addressIn('owner.tunnel_prefix')}
     from registry.owners as owner
    where owner.owner_id = node.owner_id`,
  `alter table registry.mesh_nodes alter column tunnel_address set not null`,
  // Prefixes are of one owner each. As `mesh_nodes_ip`, neither index begins with the owner.
  `create unique index mesh_nodes_tunnel_address on registry.mesh_nodes (tunnel_address)`,
  `create unique index mesh_nodes_wireguard_key on registry.mesh_nodes (wireguard_key, owner_id)
     where wireguard_key is not null`,
  // Whoever adds a node gives it an address by that, in the same statement (docs/adr/0028).
  `create function registry.give_tunnel_address() returns trigger
   language plpgsql set search_path = pg_catalog, pg_temp as $$
   begin
     select ${addressIn('tunnel_prefix')} into new.tunnel_address
       from registry.owners
      where owner_id = new.owner_id;
     return new;
   end $$`,
  `create trigger tunnel_address before insert on registry.mesh_nodes for each row
     execute function registry.give_tunnel_address()`,
];

const DOWN = [
  'drop trigger tunnel_address on registry.mesh_nodes',
  'drop function registry.give_tunnel_address()',
  `alter table registry.mesh_nodes
     drop column tunnel_address, drop column wireguard_key, drop column endpoints`,
  'alter table registry.owners drop column tunnel_prefix',
];

/** Each node has an address in the tunnels of its mesh, and may tell its WireGuard key and where else it is reached. */
export class GiveTunnelAddresses1764830000000 implements MigrationInterface {
  readonly name = 'GiveTunnelAddresses1764830000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
