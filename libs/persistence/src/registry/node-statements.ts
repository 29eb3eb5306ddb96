import type { Statement } from '../statement.js';
import { nodeColumns } from './node-row.js';

/** Devices at one address that are named at most. */
const MOST_NODES_AT = 20;

/** $1 owner, $2 node. */
export const FIND_NODE: Statement = {
  name: 'registry.find_node',
  text: `
    select ${nodeColumns('node')}
      from registry.mesh_nodes as node
     where owner_id = $1 and node_id = $2`,
};

/** By index `issued_tokens_node`. */
export const PEER_TOKEN_EXPIRES_AT = `
    (select max(token.expires_at)
       from registry.issued_tokens as token
      where token.owner_id = node.owner_id and token.node_id = node.node_id and token.revoked_at is null)`;

/** $1 owner, $2 the last node of the page before or null, $3 limit. Index `mesh_nodes_age`. */
const listNodes = (name: string, ...conditions: readonly string[]): Statement => ({
  name,
  text: `
    select ${nodeColumns('node')}, ${PEER_TOKEN_EXPIRES_AT} as "peerTokenExpiresAt"
      from registry.mesh_nodes as node
     where owner_id = $1 and role <> '' and removal_id is null and ${conditions.join(`
       and `)}
     order by created_at, node_id
     limit $3`,
});

const FIRST_PAGE = '$2::text is null';
const NEXT_PAGE = `(created_at, node_id) > (
         select created_at, node_id from registry.mesh_nodes where owner_id = $1 and node_id = $2)`;

export const LIST_NODES = listNodes('registry.list_nodes', FIRST_PAGE);
export const LIST_NODES_AFTER = listNodes('registry.list_nodes_after', NEXT_PAGE);

/** $4 who looks, $5 the tags that it sees, or null for all; $6 now. */
const SEEN = [
  'node_id <> $4',
  '($5::text[] is null or tags && $5)',
  `(role = 'host' or ${PEER_TOKEN_EXPIRES_AT} > $6)`,
] as const;

export const LIST_PEERS = listNodes('registry.list_peers', FIRST_PAGE, ...SEEN);
export const LIST_PEERS_AFTER = listNodes('registry.list_peers_after', NEXT_PAGE, ...SEEN);

/** $1 owner. */
export const NODE_FACETS: Statement = {
  name: 'registry.node_facets',
  text: `
    with node as materialized (
      select platform, tags
        from registry.mesh_nodes
       where owner_id = $1 and role <> '' and removal_id is null
    )
    select array(select distinct platform from node where platform is not null order by platform) as platforms,
           array(select distinct tag from node cross join unnest(tags) as tag order by tag) as tags`,
};

/**
 * $1 owners, $2 addresses, $3 devices that must not be left out or nulls; one answer a question, in order.
 * By `mesh_nodes_ip` and the primary key; the role is looked at outside of the look-ups, which would else invite
 * `mesh_nodes_age` and `mesh_nodes_name`.
 */
export const NODES_AT: Statement = {
  name: 'registry.nodes_at',
  text: `
    select coalesce(
             (select json_agg(json_build_object('id', node_id, 'name', name) order by created_at desc, node_id)
                from ((select node_id, name, ip, role, created_at
                         from registry.mesh_nodes
                        where node_id = question.node_id and owner_id = question.owner_id and removal_id is null
                       offset 0)
                      union
                      (select node_id, name, ip, role, created_at
                         from registry.mesh_nodes
                        where ip = question.ip and owner_id = question.owner_id and removal_id is null
                        limit ${MOST_NODES_AT - 1})) as holder
               where holder.ip = question.ip and holder.role = 'device'),
             '[]') as devices,
           (select node_id
              from (select node_id, role
                      from registry.mesh_nodes
                     where node_id = question.node_id and owner_id = question.owner_id
                    offset 0) as named
             where named.role = 'host') as "hostId"
      from unnest($1::text[], $2::text[], $3::text[]) with ordinality as question (owner_id, ip, node_id, place)
     order by place`,
};

/**
 * $1 owner, $2 node, $3 name or null, $4 permissions or null, $5 now, $6 tags or null, $7 WireGuard key, null for what it is,
 * or '' for none, $8 endpoints or null. New permissions hold for live credentials too. No row for a key that another node of
 * the owner has, by `mesh_nodes_wireguard_key`.
 */
export const UPDATE_NODE: Statement = {
  name: 'registry.update_node',
  text: `
    with sessions as (
      update registry.device_sessions
         set permissions = $4::text[]
       where owner_id = $1 and node_id = $2 and revoked_at is null and $4::text[] is not null
    ), tokens as (
      update registry.issued_tokens
         set permissions = $4::text[]
       where owner_id = $1 and node_id = $2 and revoked_at is null and $4::text[] is not null
    )
    update registry.mesh_nodes as node
       set name = coalesce($3, name), permissions = coalesce($4::text[], permissions),
           tags = coalesce($6::text[], tags),
           wireguard_key = nullif(coalesce($7, wireguard_key), ''), endpoints = coalesce($8::text[], endpoints),
           updated_at = $5
     where owner_id = $1 and node_id = $2
       and not exists (
             select from registry.mesh_nodes as other
              where other.wireguard_key = $7 and other.owner_id = $1 and other.node_id <> $2)
    returning ${nodeColumns('node')}`,
};

/** $1 owner, $2 node, $3 now. Sessions go by cascade; tokens stay as revoked. */
export const REMOVE_DEVICE: Statement = {
  name: 'registry.remove_device',
  text: `
    with removed as (
      delete from registry.mesh_nodes
       where owner_id = $1 and node_id = $2 and role = 'device'
      returning node_id
    ), revoked as (
      update registry.issued_tokens
         set revoked_at = $3
       where owner_id = $1 and node_id in (select node_id from removed) and revoked_at is null
    ), counted as (
      update registry.owners
         set device_count = device_count - 1
       where owner_id = $1 and exists (select from removed)
    )
    select name, exists (select from removed) as removed
      from registry.mesh_nodes
     where owner_id = $1 and node_id = $2`,
};

/** $1 owner, $2 node, $3 now. */
export const TOUCH_NODE: Statement = {
  name: 'registry.touch_node',
  text: `
    update registry.mesh_nodes as node
       set last_seen_at = $3
     where owner_id = $1 and node_id = $2
    returning ${nodeColumns('node')}`,
};

/** $1 owner, then the node's fields. The host that is there keeps its id and permissions. */
export const UPSERT_HOST: Statement = {
  name: 'registry.upsert_host',
  text: `
    insert into registry.mesh_nodes
           (owner_id, node_id, name, role, ip, port, platform, permissions, created_at, updated_at)
    values ($1, $2, $3, 'host', $4, $5, $6, $7, $8, $9)
        on conflict (owner_id) where role = 'host' do update
       set name = excluded.name, ip = excluded.ip, port = excluded.port, platform = excluded.platform,
           updated_at = excluded.updated_at`,
};
