import { measure } from '../measure.js';
import type { BenchMesh } from '../mesh.js';
import type { Say } from './say.js';

const EXPIRED = 1_000_000;
const POINT = { atATime: 32, seconds: 10 } as const;

/** $1 how many. They ended long ago: the worker purges them as soon as it sees them. */
const ADD_ENDED = `
  insert into pairing.pairing_states
         (pairing_id, token_digest, owner_id, kind, state, version, created_at, updated_at, expires_at)
  select 'ended' || i, 'ended' || i, 'bench1', 'Failed', jsonb_build_object('filler', repeat('x', 600)), 2,
         now() - interval '1 day', now() - interval '1 day', now() - interval '1 day'
    from generate_series(1, $1::integer) as i`;

/** How much slower pairings are while the worker purges a million ended ones. */
export async function flatPurge(mesh: BenchMesh, say: Say): Promise<void> {
  const { system } = mesh;
  const left = async (): Promise<number> => {
    const [row] = await system.query(
      `select count(*)::integer as left from pairing.pairing_states where pairing_id like 'ended%'`,
    );
    return Number(row?.['left']);
  };
  const alone = await measure(mesh.target(100), POINT, system.query);
  await system.stopService('cleanup-worker');
  await system.query(ADD_ENDED, [EXPIRED]);
  await system.query('checkpoint');
  await system.startService('cleanup-worker');
  const beside = await measure(mesh.target(100), POINT, system.query);
  const purged = EXPIRED - (await left());
  const ratio = beside.driven.flow.p99 / alone.driven.flow.p99;
  say(
    `Pairings while the worker purges a million ended ones (${POINT.atATime} at a time, ${POINT.seconds} s)`,
  );
  say(`  alone:  ${alone.driven.perSecond.toFixed(0)} flows/s, p99 ${alone.driven.flow.p99.toFixed(0)} ms`);
  say(
    `  beside: ${beside.driven.perSecond.toFixed(0)} flows/s, p99 ${beside.driven.flow.p99.toFixed(0)} ms, ${ratio.toFixed(2)} ×; ${purged.toLocaleString('en')} purged meanwhile`,
  );
}
