import type { Pool } from 'pg';
import { meshEvent } from '@meshpair/domain';
import { run, type Statement } from '../statement.js';
import { inTransaction } from '../transaction.js';
import type { RenewalOutcome, SessionRecord, SessionRenewal } from './credentials.js';
import { recordMeshEvents } from './mesh-events.js';

/** $1 session, $2 how often it was renewed before, $3 now, $4 idle seconds, $5 for how long an answer may be given again, $6 the proven key. */
const RENEW: Statement = {
  name: 'registry.renew_session',
  text: `
    with live as materialized (
      select *
        from registry.device_sessions
       where session_id = $1 and revoked_at is null and expires_at > $3
         and key_thumbprint is not distinct from $6::text
         for update
    ), renewed as (
      update registry.device_sessions as session
         set renewals = session.renewals + 1, renewed_at = $3, last_used_at = $3,
             expires_at = $3::timestamptz + make_interval(secs => $4)
        from live
       where session.session_id = live.session_id and live.renewals = $2
      returning session.expires_at
    )
    select session_id as id, owner_id as "ownerId", node_id as "nodeId", permissions, created_at as "createdAt",
           coalesce((select expires_at from renewed), expires_at) as "expiresAt",
           renewals = $2 or renewals = $2 + 1 and renewed_at + make_interval(secs => $5) >= $3 as "isRenewed",
           renewals > $2 as "isUsed"
      from live`,
};

/** $1 owner, $2 node, $3 now. */
const END_DEVICE: Statement = {
  name: 'registry.end_device',
  text: `
    with sessions as (
      update registry.device_sessions
         set revoked_at = $3
       where owner_id = $1 and node_id = $2 and revoked_at is null
    )
    update registry.issued_tokens
       set revoked_at = $3
     where owner_id = $1 and node_id = $2 and revoked_at is null`,
};

type Row = SessionRecord & { readonly isRenewed: boolean; readonly isUsed: boolean };

/** One renewal counts once; a used one ends what lets the node in, in the same transaction. */
export const renewSession = (pool: Pool, renewal: SessionRenewal): Promise<RenewalOutcome> =>
  inTransaction(pool, async (client) => {
    const { sessionId, count, now, idleSeconds, repeatedWithinSeconds, keyThumbprint } = renewal;
    const values = [sessionId, count, now, idleSeconds, repeatedWithinSeconds, keyThumbprint];
    const [row] = await run<Row>(client, RENEW, values);
    if (!row) return { kind: 'refused' };
    const { isRenewed, isUsed, ...session } = row;
    if (isRenewed) return { kind: 'renewed', session };
    if (!isUsed) return { kind: 'refused' };
    const { ownerId, nodeId } = session;
    await run(client, END_DEVICE, [ownerId, nodeId, now]);
    const occasion = { ownerId, actor: { kind: 'mesh' }, now } as const;
    await recordMeshEvents(client, [
      meshEvent('TokenRevoked', nodeId, occasion, { nodeId, use: 'session', tokenId: sessionId }),
    ]);
    return { kind: 'reused' };
  });
