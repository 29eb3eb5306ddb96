import type { Pool } from 'pg';
import { retryOnDeadlock, run, type Statement } from '../statement.js';
import { nodeColumns, nodeFromRow, type NodeRow } from './node-row.js';
import type { ClaimOutcome, ClaimRequest } from './registrations.js';

/**
 * $1 owners, $2 digests of claim secrets and $3 pairings, side by side, one of the first two null; $4 now; $5 the window
 * in seconds; $6 thumbprints of proven keys or null. The first claim binds the session to its key, or to none. The peer
 * token is the current one of the family that the registration began: the device may have refreshed it. Index
 * `issued_tokens_current`.
 */
const CLAIM: Statement = {
  name: 'registry.claim',
  text: `
    with found as materialized (
      select request.place, request.key_thumbprint, registration.pairing_id, registration.owner_id, registration.node_id,
             registration.first_claimed_at,
             session.session_id, session.created_at as session_created_at,
             token.token_id, token.issued_at, token.expires_at,
             coalesce(
               session.revoked_at is null and session.last_used_at is null and session.expires_at > $4
               and token.expires_at > $4
               and coalesce(registration.first_claimed_at + make_interval(secs => $5) >= $4, true)
               and (session.key_thumbprint is not distinct from request.key_thumbprint
                    or (session.key_thumbprint is null and registration.first_claimed_at is null)),
               false) as claimable
        from unnest($1::text[], $2::text[], $3::text[], $6::text[])
               with ordinality as request (owner_id, claim_digest, pairing_id, key_thumbprint, place)
        join registry.registrations as registration
          on registration.pairing_id = request.pairing_id
         and (registration.owner_id = request.owner_id or registration.claim_digest = request.claim_digest)
         and registration.session_id is not null
        left join registry.device_sessions as session on session.session_id = registration.session_id
        left join registry.issued_tokens as token
          on token.family_id = registration.peer_token_id
         and token.revoked_at is null and token.superseded_at is null
    ), claimed as (
      update registry.registrations as registration
         set first_claimed_at = $4
        from found
       where found.claimable and found.first_claimed_at is null
         and registration.pairing_id = found.pairing_id
         and registration.first_claimed_at is null
      returning found.place, found.session_id, found.key_thumbprint
    ), bound as (
      update registry.device_sessions as session
         set key_thumbprint = claimed.key_thumbprint
        from claimed
       where claimed.key_thumbprint is not null and session.session_id = claimed.session_id
    )
    select found.place::integer, found.key_thumbprint as "keyThumbprint",
           found.claimable and found.first_claimed_at is null and claimed.place is null as "isLate", found.owner_id as "ownerId", found.claimable and node.node_id is not null as claimable,
           found.session_id as "sessionId", found.session_created_at as "sessionCreatedAt",
           found.token_id as "tokenId", found.issued_at as "issuedAt", found.expires_at as "expiresAt",
           ${nodeColumns('node')}
      from found
      left join claimed using (place)
      left join registry.mesh_nodes as node
        on node.owner_id = found.owner_id and node.node_id = found.node_id`,
};

interface ClaimRow extends NodeRow {
  readonly place: number;
  /** Another has claimed at the same moment, perhaps by another key. */
  readonly isLate: boolean;
  readonly keyThumbprint: string | null;
  readonly ownerId: string;
  readonly claimable: boolean;
  readonly sessionId: string;
  readonly sessionCreatedAt: Date;
  readonly tokenId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Claims many registrations in one statement; the answers stand in the order of the requests. */
export async function claimTokens(
  pool: Pool,
  requests: readonly ClaimRequest[],
  now: Date,
  windowSeconds: number,
): Promise<readonly ClaimOutcome[]> {
  if (requests.length === 0) return [];
  const owners = requests.map((request) => ('ownerId' in request ? request.ownerId : null));
  const digests = requests.map(({ claimDigest }) => claimDigest ?? null);
  const pairings = requests.map((request) => request.pairingId);
  const keys = requests.map(({ keyThumbprint }) => keyThumbprint ?? null);
  const rows = await retryOnDeadlock(() =>
    run<ClaimRow>(pool, CLAIM, [owners, digests, pairings, now, windowSeconds, keys]),
  );
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  const isLate = (_: unknown, index: number): boolean => byPlace.get(index + 1)?.isLate === true;
  // These find what the first claim has left, and are judged by it.
  const again = (await claimTokens(pool, requests.filter(isLate), now, windowSeconds)).values();
  return requests.map((request, index) =>
    isLate(request, index)
      ? (again.next().value ?? { kind: 'not_registered' })
      : claimOutcome(byPlace.get(index + 1)),
  );
}

function claimOutcome(row: ClaimRow | undefined): ClaimOutcome {
  if (!row) return { kind: 'not_registered' };
  if (!row.claimable) return { kind: 'already_claimed' };
  return {
    kind: 'claimed',
    ownerId: row.ownerId,
    tokens: {
      node: nodeFromRow(row),
      peerToken: { id: row.tokenId, issuedAt: row.issuedAt, expiresAt: row.expiresAt },
      session: { id: row.sessionId, createdAt: row.sessionCreatedAt, keyThumbprint: row.keyThumbprint },
    },
  };
}
