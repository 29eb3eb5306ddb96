import { HttpConnection } from '../driver/http-connection.js';
import { expectStatus } from '../driver/pairing-flows.js';
import type { BenchMesh } from '../mesh.js';
import { median, type Say } from './say.js';

const FEW = 10_000;
const MANY = 10_000_000;
const BATCH = 500_000;
const REQUESTS = 200;

/** $1 owner, $2 from, $3 to. Five events a pairing, as a flow has. */
const ADD_EVENTS = `
  insert into pairing.pairing_events (pairing_id, owner_id, sequence, type, occurred_at, event)
  select 'history' || i / 5, $1, i % 5 + 1, 'PinGenerated', now(),
         jsonb_build_object('type', 'PinGenerated', 'pairingId', 'history' || i / 5, 'ownerId', $1::text,
           'sequence', i % 5 + 1, 'occurredAt', now(), 'data', jsonb_build_object('attemptsLeft', 5, 'expiresAt', now()))
    from generate_series($2::integer, $3::integer - 1) as i`;

/** What a page of the audit trail, and of nodes and pairings, costs as history grows: all of it is one owner's. */
export async function flatHistory({ system }: BenchMesh, say: Say, progress: Say): Promise<void> {
  const ownerId = system.ownerKey.split('_')[1] ?? '';
  const add = (from: number, to: number): Promise<unknown> => system.query(ADD_EVENTS, [ownerId, from, to]);
  await add(0, FEW);
  await system.query('vacuum analyze pairing.pairing_events');
  const few = await pages(system.baseUrl, system.ownerKey);
  for (let from = FEW; from < MANY; from += BATCH) {
    await add(from, Math.min(MANY, from + BATCH));
    progress(`  ${Math.min(MANY, from + BATCH).toLocaleString('en')} events …`);
  }
  await system.query('vacuum analyze pairing.pairing_events');
  const many = await pages(system.baseUrl, system.ownerKey);
  say(
    `A page (median of ${REQUESTS} requests), at ${FEW.toLocaleString('en')} and at ${MANY.toLocaleString('en')} events`,
  );
  for (const [name, before] of few) {
    const after = many.get(name) ?? Number.NaN;
    say(
      `  ${name.padEnd(28)} ${before.toFixed(2)} ms, ${after.toFixed(2)} ms: ${(after / before).toFixed(2)} ×`,
    );
  }
}

async function pages(baseUrl: string, ownerKey: string): Promise<ReadonlyMap<string, number>> {
  const connection = new HttpConnection(new URL(baseUrl));
  const get = async (path: string): Promise<{ readonly nextCursor?: unknown }> => {
    const headers = { authorization: `Bearer ${ownerKey}` };
    return expectStatus(await connection.request({ method: 'GET', path, headers }), 200, path);
  };
  const timed = async (path: string): Promise<number> => {
    const times: number[] = [];
    for (let count = 0; count < REQUESTS; count += 1) {
      const started = performance.now();
      await get(path);
      times.push(performance.now() - started);
    }
    return median(times);
  };
  try {
    const { nextCursor } = await get('/audit/events?limit=50');
    return new Map([
      ['audit, the first page', await timed('/audit/events?limit=50')],
      ['audit, the next page', await timed(`/audit/events?limit=50&after=${String(nextCursor)}`)],
      ['audit, one pairing', await timed('/audit/events?limit=50&pairingId=history1')],
      ['nodes', await timed('/nodes?limit=50')],
      ['open pairings', await timed('/pairing?state=open&limit=50')],
    ]);
  } finally {
    connection.close();
  }
}
