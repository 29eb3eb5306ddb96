import { countDeadLetters, readStoredEvents, type StoredEvent } from '@meshpair/testing';
import type { Database } from '../mesh/database.js';

export interface PairingRow {
  readonly pairingId: string;
  readonly ownerId: string;
  readonly kind: string;
  readonly reason: string | null;
  readonly sequence: number;
}

export interface EventRow {
  readonly pairingId: string;
  readonly sequence: number;
  readonly type: string;
  readonly isPublished: boolean;
  /** Said to be earlier than the pairing's event before it. */
  readonly isBackInTime: boolean;
}

export interface RegistrationRow {
  readonly pairingId: string;
  readonly ownerId: string;
  readonly nodeId: string | null;
  readonly sessionId: string | null;
  readonly peerTokenId: string | null;
}

export interface NodeRow {
  readonly ownerId: string;
  readonly nodeId: string;
  readonly ip: string;
}

export interface CredentialRow {
  readonly id: string;
  readonly ownerId: string;
  readonly nodeId: string;
}

/** An event of a trail. */
export interface TrailRow {
  readonly position: string;
  /** How often it stands in the hash chain of its owner. */
  readonly timesChained: number;
}

/** A segment of a hash chain. */
export interface SegmentRow {
  readonly id: string;
  /** It begins where the one before ends. */
  readonly goesOn: boolean;
}

/** Everything that the mesh knows, once it has come to rest. */
export interface Snapshot {
  readonly pairings: readonly PairingRow[];
  readonly pairingEvents: readonly EventRow[];
  readonly registrationEvents: readonly EventRow[];
  readonly registrations: readonly RegistrationRow[];
  /** Device nodes only. */
  readonly nodes: readonly NodeRow[];
  readonly deviceCounts: readonly { readonly ownerId: string; readonly deviceCount: number }[];
  readonly tokens: readonly CredentialRow[];
  readonly sessions: readonly CredentialRow[];
  readonly trail: readonly TrailRow[];
  readonly segments: readonly SegmentRow[];
  /** From the stream's start. */
  readonly stream: readonly StoredEvent[];
  /** Events that were given up. */
  readonly deadLetters: number;
}

const eventsOf = (table: string, outbox: string): string =>
  `select pairing_id as "pairingId", sequence, type,
          position not in (select position from ${outbox}) as "isPublished",
          coalesce(occurred_at < lag(occurred_at) over (partition by pairing_id order by sequence), false)
            as "isBackInTime"
     from ${table}
    where sequence is not null
    order by pairing_id, sequence`;

const TRAIL = `
  select event.position, count(chained.position)::integer as "timesChained"
    from (select position, owner_id from pairing.pairing_events
          union all
          select position, owner_id from registry.mesh_events) as event
    left join (select owner_id, unnest(positions) as position from audit.segments) as chained
         using (position, owner_id)
   group by event.position`;

const SEGMENTS = `
  select owner_id || ' ' || first_index as id,
         first_index = coalesce(lag(first_index + cardinality(positions)) over chain, 1)
           and previous_hash = coalesce(lag(substring(hashes from octet_length(hashes) - 31)) over chain,
                                        decode(repeat('00', 32), 'hex')) as "goesOn"
    from audit.segments
  window chain as (partition by owner_id order by first_index)`;

/** Reads all of it. */
export async function takeSnapshot(database: Database, natsUrl: string): Promise<Snapshot> {
  const rows = async <Kind>(sql: string): Promise<readonly Kind[]> =>
    (await database.query(sql)) as unknown as readonly Kind[];
  return {
    pairings: await rows(
      `select pairing_id as "pairingId", owner_id as "ownerId", kind, state ->> 'reason' as reason,
              (state ->> 'sequence')::integer as sequence
         from pairing.pairing_states`,
    ),
    pairingEvents: await rows(eventsOf('pairing.pairing_events', 'pairing.pairing_outbox')),
    registrationEvents: await rows(eventsOf('registry.registration_events', 'registry.registration_outbox')),
    registrations: await rows(
      `select pairing_id as "pairingId", owner_id as "ownerId", node_id as "nodeId", session_id as "sessionId",
              peer_token_id as "peerTokenId"
         from registry.registrations`,
    ),
    nodes: await rows(
      `select owner_id as "ownerId", node_id as "nodeId", ip from registry.mesh_nodes where role = 'device'`,
    ),
    deviceCounts: await rows(
      `select owner_id as "ownerId", device_count as "deviceCount" from registry.owners`,
    ),
    tokens: await rows(
      `select token_id as id, owner_id as "ownerId", node_id as "nodeId" from registry.issued_tokens
        where revoked_at is null`,
    ),
    sessions: await rows(
      `select session_id as id, owner_id as "ownerId", node_id as "nodeId" from registry.device_sessions
        where revoked_at is null`,
    ),
    trail: await rows(TRAIL),
    segments: await rows(SEGMENTS),
    stream: await readStoredEvents(natsUrl),
    deadLetters: await countDeadLetters(natsUrl),
  };
}
