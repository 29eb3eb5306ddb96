import type { Pool } from 'pg';
import type { ConnectingDevice } from '@meshpair/domain';
import { pruneStatement } from '../prune-statement.js';
import { run, runCount, type Statement } from '../statement.js';
import { inTransaction } from '../transaction.js';

/** A device that shows a code and waits for somebody to type it: it has no owner yet (RFC 8628 §3.1). */
export interface DeviceRequest {
  /** Of the pairing that it becomes. */
  readonly requestId: string;
  /** SHA-256 of its device code, base64url. */
  readonly deviceDigest: string;
  /** Keyed HMAC of the code that it shows. */
  readonly codeDigest: string;
  /** What it calls itself to us: a label and no secret. */
  readonly clientId: string;
  readonly device: ConnectingDevice;
  readonly permissions: readonly string[];
  /** Keyed HMAC of the PIN that it shows as well, if it does. */
  readonly pinDigest: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A request whose code was typed. */
export interface FoundRequest extends DeviceRequest {
  /** It has become a pairing, which may be gone. */
  readonly isTaken: boolean;
}

/** A device that asks how it stands. */
export interface PolledRequest extends Pick<DeviceRequest, 'requestId' | 'expiresAt'> {
  readonly isTaken: boolean;
  /** It asks more often than it was told to. */
  readonly isTooFast: boolean;
}

/** How many may wait at the same time. */
export interface RequestCaps {
  readonly atOneAddress: number;
  readonly inAll: number;
}

/** Between two polls; a client that is faster waits so much longer from then on (RFC 8628 §3.5). */
export const POLLING = { everySeconds: 2, slowerBySeconds: 5 } as const;

/** A poll may come so much early: what the network does to two of them. */
const EARLY_SECONDS = 0.5;

/** One who comes late is told that it has expired, for so long. */
const KEPT_SECONDS = 600;

const LOCK: Statement = {
  name: 'pairing.lock_requests',
  text: `select pg_advisory_xact_lock(hashtextextended('device requests', 0))`,
};

/** $1 now, $2 limit. */
const PRUNE = pruneStatement({
  name: 'pairing.prune_requests',
  table: 'pairing.device_requests',
  key: 'request_id',
  where: `expires_at < $1::timestamptz - interval '${KEPT_SECONDS} s'`,
});

/** $1 network, $2 now. */
const COUNT: Statement = {
  name: 'pairing.count_requests',
  text: `
    select count(*)::integer as "inAll", min(expires_at) as "firstOfAll",
           (count(*) filter (where network = $1))::integer as "atOneAddress",
           min(expires_at) filter (where network = $1) as "firstAtOneAddress"
      from pairing.device_requests
     where expires_at >= $2 and not is_taken`,
};

const ADD: Statement = {
  name: 'pairing.add_request',
  text: `
    insert into pairing.device_requests
           (request_id, device_digest, code_digest, client_id, device, permissions, pin_digest, created_at,
            expires_at, network, poll_seconds)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, ${POLLING.everySeconds})`,
};

/** $1 digests of the code, $2 now. Two rows are as good as none: nobody can say which is meant. */
const FIND: Statement = {
  name: 'pairing.find_request',
  text: `
    select request_id as "requestId", device_digest as "deviceDigest", code_digest as "codeDigest",
           client_id as "clientId", device, permissions, pin_digest as "pinDigest",
           created_at as "createdAt", expires_at as "expiresAt", is_taken as "isTaken"
      from pairing.device_requests
     where code_digest = any($1::text[]) and expires_at >= $2
     limit 2`,
};

/** $1 digest of the device code, $2 client, $3 now. */
const POLL: Statement = {
  name: 'pairing.poll_request',
  text: `
    with found as materialized (
      select *,
             coalesce(polled_at + make_interval(secs => poll_seconds - ${EARLY_SECONDS}) > $3, false) as is_too_fast
        from pairing.device_requests
       where device_digest = $1 and client_id = $2
         for update
    ), polled as (
      update pairing.device_requests as request
         set polled_at = $3,
             poll_seconds = request.poll_seconds
                            + case when found.is_too_fast then ${POLLING.slowerBySeconds} else 0 end
        from found
       where request.request_id = found.request_id
    )
    select request_id as "requestId", expires_at as "expiresAt", is_taken as "isTaken",
           is_too_fast as "isTooFast"
      from found`,
};

/** $1 request. */
const TAKEN: Statement = {
  name: 'pairing.take_request',
  text: `update pairing.device_requests set is_taken = true where request_id = $1`,
};

interface Counts {
  readonly inAll: number;
  readonly firstOfAll: Date | null;
  readonly atOneAddress: number;
  readonly firstAtOneAddress: Date | null;
}

/** The requests of devices that nobody has taken yet, over all replicas. */
export interface DeviceRequests {
  /** Adds one unless too many wait already: then it answers when the first of those has expired. */
  add(request: DeviceRequest, network: string, caps: RequestCaps): Promise<'added' | { fullUntil: Date }>;
  /** The one that shows a code, in time, by any of the code's digests. */
  findByCode(codeDigests: readonly string[], now: Date): Promise<FoundRequest | undefined>;
  /** The one whose device code this is, for the client that began it; notes when it asked. */
  poll(deviceDigest: string, clientId: string, now: Date): Promise<PolledRequest | undefined>;
  /** It is a pairing now, and becomes no other. */
  taken(requestId: string): Promise<void>;
  /** Deletes up to `limit` of those whose devices have been told that they have expired; answers how many. */
  prune(now: Date, limit: number): Promise<number>;
}

/** In the table of the `pairing` schema. */
export class PostgresDeviceRequests implements DeviceRequests {
  constructor(private readonly pool: Pool) {}

  add(request: DeviceRequest, network: string, caps: RequestCaps): Promise<'added' | { fullUntil: Date }> {
    return inTransaction(this.pool, async (client) => {
      const { createdAt: now } = request;
      // One at a time, so that no two count the same.
      await run(client, LOCK, []);
      const [counts] = await run<Counts>(client, COUNT, [network, now]);
      if (counts && counts.inAll >= caps.inAll) return { fullUntil: counts.firstOfAll ?? now };
      if (counts && counts.atOneAddress >= caps.atOneAddress)
        return { fullUntil: counts.firstAtOneAddress ?? now };
      await run(client, ADD, [
        request.requestId,
        request.deviceDigest,
        request.codeDigest,
        request.clientId,
        JSON.stringify(request.device),
        request.permissions,
        request.pinDigest,
        now,
        request.expiresAt,
        network,
      ]);
      return 'added';
    });
  }

  async findByCode(codeDigests: readonly string[], now: Date): Promise<FoundRequest | undefined> {
    const rows = await run<FoundRequest>(this.pool, FIND, [codeDigests, now]);
    return rows.length === 1 ? rows[0] : undefined;
  }

  async poll(deviceDigest: string, clientId: string, now: Date): Promise<PolledRequest | undefined> {
    return (await run<PolledRequest>(this.pool, POLL, [deviceDigest, clientId, now]))[0];
  }

  async taken(requestId: string): Promise<void> {
    await run(this.pool, TAKEN, [requestId]);
  }

  prune(now: Date, limit: number): Promise<number> {
    return runCount(this.pool, PRUNE, [now, limit]);
  }
}
