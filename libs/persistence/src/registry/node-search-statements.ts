import { NODE_ORDERS, type NodeOrder } from '@meshpair/domain';
import type { Statement } from '../statement.js';
import { nodeColumns } from './node-row.js';
import { PEER_TOKEN_EXPIRES_AT } from './node-statements.js';

/** Upper and lower case, and the order of letters and numbers, by Unicode and not by the database's locale. */
const folded = (text: string): string => `lower(${text} collate registry.by_name)`;

const microseconds = (time: string): string => `(extract(epoch from ${time}) * 1000000)::bigint::text`;
const FROM_MICROSECONDS = `(timestamptz 'epoch' + $10::bigint * interval '1 microsecond')`;

/** What is sorted by, the same as text for a cursor, and that text read again. */
interface SortKey {
  readonly by: string;
  readonly asText: string;
  readonly fromText: string;
}

const NAME = folded('node.name');
/** Without an index of its own, which each heartbeat would have to write. */
const LAST_SEEN = `coalesce(node.last_seen_at, 'epoch')`;

type SortField = Exclude<NodeOrder, `-${string}`>;
const SORT_KEYS: Readonly<Record<SortField, SortKey>> = {
  name: { by: NAME, asText: NAME, fromText: '$10::text' },
  createdAt: {
    by: 'node.created_at',
    asText: microseconds('node.created_at'),
    fromText: FROM_MICROSECONDS,
  },
  lastSeenAt: { by: LAST_SEEN, asText: microseconds(LAST_SEEN), fromText: FROM_MICROSECONDS },
};

const contains = (column: string): string => `strpos(${folded(column)}, ${folded('$2::text')}) > 0`;

/**
 * $1 owner, then null or: $2 text, $3 permission, $4 statuses at $5, expiring until $6, online since $7; $8 platform,
 * $9 tag. As the domain's `nodeStatus`.
 */
const MATCHES = `
           node.owner_id = $1 and node.role <> ''
       and ($2::text is null or ${contains('node.name')} or ${contains('node.ip')} or ${contains('node.platform')})
       and ($3::text is null or $3 = any(node.permissions))
       and ($8::text is null or $8 = node.platform)
       and ($9::text is null or $9 = any(node.tags))
       and ($4::text[] is null and node.removal_id is null or case
             when $4 is null or node.removal_id is not null then 'suspended'
             when node.role = 'host' then 'online'
             when ${PEER_TOKEN_EXPIRES_AT} > $6::timestamptz then
               case when node.last_seen_at > $7::timestamptz then 'online' else 'seen' end
             when ${PEER_TOKEN_EXPIRES_AT} > $5::timestamptz then 'expiring'
             else 'expired'
           end = any($4))`;

function searchNodes(order: NodeOrder, isAfter: boolean): Statement {
  const isDown = order.startsWith('-');
  const { by, asText, fromText } = SORT_KEYS[order.replace('-', '') as SortField];
  const direction = isDown ? 'desc' : 'asc';
  const position = isAfter
    ? `(${by}, node.node_id) ${isDown ? '<' : '>'} (${fromText}, $11::text)`
    : '$10::text is null and $11::text is null';
  return {
    name: `registry.search_nodes.${order}${isAfter ? '.after' : ''}`,
    text: `
    select ${nodeColumns('node')}, ${PEER_TOKEN_EXPIRES_AT} as "peerTokenExpiresAt", ${asText} as "sortKey"
      from registry.mesh_nodes as node
     where ${MATCHES}
       and ${position}
     order by ${by} ${direction}, node.node_id ${direction}
     limit $12`,
  };
}

const eachOrder = (isAfter: boolean): Readonly<Record<NodeOrder, Statement>> =>
  Object.fromEntries(NODE_ORDERS.map((order) => [order, searchNodes(order, isAfter)])) as Record<
    NodeOrder,
    Statement
  >;

/** As `MATCHES`, then $10, $11 the position to go on after, $12 limit. Indexes `mesh_nodes_name`, `mesh_nodes_age`. */
export const SEARCH_NODES = eachOrder(false);
export const SEARCH_NODES_AFTER = eachOrder(true);

/** As `MATCHES`. */
export const COUNT_NODES: Statement = {
  name: 'registry.count_nodes',
  text: `
    select count(*)::integer as count
      from registry.mesh_nodes as node
     where ${MATCHES}`,
};

/** As `MATCHES`. */
export const SELECT_NODES: Statement = {
  name: 'registry.select_nodes',
  text: `
    select ${nodeColumns('node')}
      from registry.mesh_nodes as node
     where ${MATCHES}`,
};
