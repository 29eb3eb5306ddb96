import type { Statement } from '../statement.js';

/** What of the trail is read: all of it, the events of pairings, those of one, or those of the mesh. */
export type AuditPart = 'all' | 'pairings' | 'pairing' | 'mesh';

/**
 * An owner's trail is two tables with one order: by the transaction that wrote, then by a place from a sequence that they
 * share. Only rows of transactions older than every one still running: no row can appear before them later.
 */
const SETTLED = 'transaction_id < pg_snapshot_xmin(pg_current_snapshot())';

const PAIRING_EVENTS = `
    select transaction_id, position, event, event ->> 'id' as event_id
      from pairing.pairing_events`;

const MESH_EVENTS = `
    select transaction_id, position, event, event_id::text
      from registry.mesh_events`;

/** Each table by its index that begins with the owner, or by the unique one where a pairing is given. */
const TABLES_OF: Readonly<Record<AuditPart, readonly string[]>> = {
  all: [PAIRING_EVENTS, MESH_EVENTS],
  pairings: [PAIRING_EVENTS],
  pairing: [PAIRING_EVENTS],
  mesh: [MESH_EVENTS],
};

const IS_FILTERED = `
       and ($4::text is null or $4 in (event ->> 'subject', event -> 'data' ->> 'nodeId', event -> 'data' -> 'node' ->> 'id'))
       and ($5::text is null or $5 in (event -> 'actor' ->> 'kind', event -> 'actor' ->> 'id', event -> 'actor' -> 'person' ->> 'id'))
       and ($6::timestamptz is null or occurred_at >= $6) and ($7::timestamptz is null or occurred_at < $7)`;

const partOf = (part: AuditPart, condition: string, order: string): string =>
  TABLES_OF[part]
    .map(
      (table) => `
    (${table} as recorded
     where owner_id = $1 and ${SETTLED} and ${condition}
       and ($3::text is null or type = $3)${IS_FILTERED}${part === 'pairing' ? ' and pairing_id = $8' : ''}
     order by recorded.transaction_id ${order}, recorded.position ${order}
     limit $2)`,
    )
    .join('\n     union all');

const trail = (name: string, part: AuditPart, condition: string, order: string): Statement => ({
  name: `pairing.${name}.${part}`,
  text: `
    select transaction_id::text as "transactionId", position::text, event, event_id as "eventId"
      from (${partOf(part, condition, order)}
      ) as trail
     order by trail.transaction_id ${order}, trail.position ${order}
     limit $2`,
});

const eachPart = (make: (part: AuditPart) => Statement): Readonly<Record<AuditPart, Statement>> => ({
  all: make('all'),
  pairings: make('pairings'),
  pairing: make('pairing'),
  mesh: make('mesh'),
});

/**
 * $1 owner, $2 limit, then null or: $3 type, $4 node, $5 actor (kind, id or person), $6 since, $7 until; the pairing where it is of
 * one, and the position to go on after.
 */
const readAudit = (
  name: string,
  isAfter: '>' | '<',
  order: 'asc' | 'desc',
): Readonly<Record<AuditPart, Statement>> =>
  eachPart((part) => {
    const [transaction, place] = part === 'pairing' ? ['$9', '$10'] : ['$8', '$9'];
    const position = `(${transaction}::xid8, ${place}::bigint)`;
    return trail(name, part, `(transaction_id, position) ${isAfter} ${position}`, order);
  });

/** The oldest first. */
export const READ_AUDIT = readAudit('read_audit', '>', 'asc');

/** The newest first. */
export const READ_AUDIT_BACK = readAudit('read_audit_back', '<', 'desc');

/** As `READ_AUDIT_BACK`, without a position: from the newest on. */
export const READ_LAST_AUDIT = eachPart((part) => trail('read_last_audit', part, 'true', 'desc'));
