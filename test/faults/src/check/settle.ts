import { setTimeout as delay } from 'node:timers/promises';
import { consumersAreIdle } from '@meshpair/testing';
import type { Load } from '../load/load.js';
import type { Mesh } from '../mesh/start-mesh.js';

/** How long after the last fault everything has to be in order again. */
export const SETTLE_MS = 30_000;

const POLL_MS = 250;

const UNSETTLED = `
  select (select count(*)::integer from pairing.pairing_states where kind = 'PinVerified') as "verified but not ended",
         (select count(*)::integer from pairing.pairing_states
           where kind in ('TokenCreated', 'DeviceConnected') and expires_at < now() - interval '3 seconds')
           as "expired but open",
         (select count(*)::integer from pairing.pairing_outbox)
           as "pairing events not published",
         (select count(*)::integer from registry.registration_outbox)
           as "registry events not published",
         (select count(*)::integer from registry.mesh_outbox)
           as "mesh events not published",
         (select last_value - chained_to from pairing.pairing_events_position_seq, audit.progress)::integer
           as "places not chained"`;

const UNTOLD = `select count(*)::integer as count from webhooks.deliveries where state = 'pending'`;

const OPEN = `select pairing_id as id, owner_id as owner from pairing.live_pairings where verified_at is null`;

const WAITING = `
  select 1 from pairing.pairing_outbox join pairing.pairing_events using (position) where occurred_at < $1
  union all
  select 1 from registry.registration_outbox join registry.registration_events using (position) where occurred_at < $1
  union all
  select 1 from registry.mesh_outbox join registry.mesh_events using (position) where occurred_at < $1
  union all
  select 1 from pairing.pairing_states join pairing.pairing_events using (pairing_id)
   where kind = 'PinVerified' and type = 'PinVerified' and occurred_at < $1`;

/** Waits until nothing is in between any more; answers what still is after 30 s. */
export async function settle(mesh: Mesh, load: Load): Promise<readonly string[]> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const unsettled = await whatIsUnsettled(mesh, load).catch((error: unknown) => [String(error)]);
    if (unsettled.length === 0 || Date.now() > deadline) return unsettled;
    await delay(POLL_MS);
  }
}

/**
 * Owners cancel what is still open, and would expire between two looks at what there is. Answers which they have. What has
 * expired meanwhile nobody cancels: it is waited for.
 */
export async function cancelOpenPairings({ database, gateways, owners }: Mesh): Promise<ReadonlySet<string>> {
  const keys = new Map(owners.map(({ ownerId, key }) => [ownerId, key]));
  const url = gateways[0]?.url ?? '';
  const cancelled = new Set<string>();
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const open = await database.query<{ id: string; owner: string }>(OPEN);
    if (open.length === 0 || Date.now() > deadline) return cancelled;
    for (const { id, owner } of open) {
      const headers = { authorization: `Bearer ${keys.get(owner)}` };
      const answer = await fetch(`${url}/pairing/${id}`, { method: 'DELETE', headers });
      await answer.arrayBuffer();
      if (answer.ok) cancelled.add(id);
    }
    await delay(POLL_MS);
  }
}

async function whatIsUnsettled(mesh: Mesh, load: Load): Promise<readonly string[]> {
  const [counts = {}] = await mesh.database.query(UNSETTLED);
  const unsettled = Object.entries(counts).filter(([, count]) => count !== 0);
  const isIdle = await consumersAreIdle(mesh.natsUrl, { withWebhooks: true });
  // After the consumers: what one of them has taken is a delivery before it is acknowledged.
  const [untold] = await mesh.database.query(UNTOLD);
  const notReady = await Promise.all(mesh.gateways.map(({ url }) => isReady(url)));
  return [
    ...unsettled.map(([what, count]) => `${String(count)} ${what}`),
    ...(load.openFlows === 0 ? [] : [`${load.openFlows} flows under way`]),
    ...(isIdle ? [] : ['consumers are not idle']),
    ...(untold?.['count'] === 0 ? [] : [`${String(untold?.['count'])} deliveries of webhooks pending`]),
    ...(notReady.every(Boolean) ? [] : ['a gateway is not ready']),
  ];
}

/** Everything said before that time is told and has ended, and the mesh takes more. */
export async function isDrained({ database, gateways }: Mesh, before: Date): Promise<boolean> {
  try {
    const waiting = await database.query(WAITING, [before]);
    const ready = await Promise.all(gateways.map(({ url }) => isReady(url)));
    return waiting.length === 0 && ready.every(Boolean);
  } catch {
    return false;
  }
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3_000) });
  await answer.arrayBuffer();
  return answer.ok;
}
