import type { Statement } from '../statement.js';
import { nodeColumns } from './node-row.js';

/** $1 owner, $2 nodes. Those that are being removed are left out. */
export const FIND_NODES: Statement = {
  name: 'registry.find_nodes',
  text: `
    select ${nodeColumns('node')}
      from registry.mesh_nodes as node
     where owner_id = $1 and node_id = any($2::text[]) and removal_id is null`,
};

/** $1 owner, $2 nodes, $3 permissions, $4 now. They hold for live credentials too. */
export const PERMIT_NODES: Statement = {
  name: 'registry.permit_nodes',
  text: `
    with sessions as (
      update registry.device_sessions
         set permissions = $3
       where owner_id = $1 and node_id = any($2::text[]) and revoked_at is null
    ), tokens as (
      update registry.issued_tokens
         set permissions = $3
       where owner_id = $1 and node_id = any($2::text[]) and revoked_at is null
    )
    update registry.mesh_nodes
       set permissions = $3, updated_at = $4
     where owner_id = $1 and node_id = any($2::text[])`,
};

/** $1 owner, $2 nodes with their tags as a JSON array, $3 now. */
export const TAG_NODES: Statement = {
  name: 'registry.tag_nodes',
  text: `
    update registry.mesh_nodes as node
       set tags = tagged.tags, updated_at = $3
      from json_to_recordset($2::json) as tagged (id text, tags text[])
     where node.owner_id = $1 and node.node_id = tagged.id`,
};

/** $1 owner, $2 nodes, $3 removal, $4 actor, $5 when it ends, $6 now. */
export const SUSPEND_NODES: Statement = {
  name: 'registry.suspend_nodes',
  text: `
    with removal as (
      insert into registry.removals (removal_id, owner_id, actor, ends_at)
      values ($3, $1, $4::jsonb, $5)
    ), sessions as (
      update registry.device_sessions
         set revoked_at = $6, removal_id = $3
       where owner_id = $1 and node_id = any($2::text[]) and revoked_at is null
    ), tokens as (
      update registry.issued_tokens
         set revoked_at = $6, removal_id = $3
       where owner_id = $1 and node_id = any($2::text[]) and revoked_at is null
    )
    update registry.mesh_nodes
       set removal_id = $3
     where owner_id = $1 and node_id = any($2::text[])`,
};

/** $1 owner, $2 removal, $3 now. A node that was paired again meanwhile is none of it any more, nor are its old tokens. */
export const RESTORE_NODES: Statement = {
  name: 'registry.restore_nodes',
  text: `
    with removal as (
      delete from registry.removals
       where removal_id = $2 and owner_id = $1 and ends_at > $3
      returning removal_id
    ), restored as (
      update registry.mesh_nodes as node
         set removal_id = null
        from removal
       where node.removal_id = removal.removal_id
      returning node.node_id, node.name
    ), sessions as (
      update registry.device_sessions
         set revoked_at = case when node_id not in (select node_id from restored) then revoked_at end,
             removal_id = null
       where removal_id = $2 and owner_id = $1 and exists (select from removal)
    ), tokens as (
      update registry.issued_tokens
         set revoked_at = case when node_id not in (select node_id from restored) then revoked_at end,
             removal_id = null
       where removal_id = $2 and owner_id = $1 and exists (select from removal)
    )
    select array(select json_build_object('id', node_id, 'name', name) from restored) as nodes
      from removal`,
};

/** $1 owner, $2 removal. Sessions go by cascade. */
export const FINISH_REMOVAL: Statement = {
  name: 'registry.finish_removal',
  text: `
    with removal as (
      delete from registry.removals
       where removal_id = $2 and owner_id = $1
      returning removal_id, actor
    ), removed as (
      delete from registry.mesh_nodes as node
       using removal
       where node.removal_id = removal.removal_id
      returning node.node_id, node.name
    ), sessions as (
      update registry.device_sessions
         set removal_id = null
       where removal_id = $2 and node_id not in (select node_id from removed)
    ), tokens as (
      update registry.issued_tokens
         set removal_id = null
       where removal_id = $2
    ), counted as (
      update registry.owners
         set device_count = device_count - (select count(*) from removed)
       where owner_id = $1
    )
    select actor, array(select json_build_object('id', node_id, 'name', name) from removed) as nodes
      from removal`,
};

/** $1 now, $2 limit. Index `removals_ends_at`. */
export const FIND_DUE: Statement = {
  name: 'registry.find_due_removals',
  text: `
    select removal_id as "removalId", owner_id as "ownerId"
      from registry.removals
     where ends_at <= $1
     order by ends_at
     limit $2`,
};

export const NEXT_END: Statement = {
  name: 'registry.next_removal',
  text: `select min(ends_at) as "endsAt" from registry.removals`,
};
