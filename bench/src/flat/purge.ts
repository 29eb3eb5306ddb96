import { measure, type Point, warmUp } from '../measure.js';
import type { BenchMesh } from '../mesh.js';
import type { Say } from './say.js';

const EXPIRED = 1_000_000;
const POINT = { atATime: 32, seconds: 10 } as const;
const ROUNDS = 3;

/** $1 how many. They ended long ago: the worker purges them as soon as it sees them. */
const ADD_ENDED = `
  insert into pairing.pairing_states
         (pairing_id, token_digest, owner_id, kind, state, version, created_at, updated_at, expires_at)
  select 'ended' || i, 'ended' || i, 'bench1', 'Failed', jsonb_build_object('filler', repeat('x', 600)), 2,
         now() - interval '1 day', now() - interval '1 day', now() - interval '1 day'
    from generate_series(1, $1::integer) as i`;

/** To count what is left would read it all. */
const PURGED = `select n_tup_del::integer as purged from pg_stat_user_tables where relname = 'pairing_states'`;

/**
 * How much slower pairings are while the worker purges a million ended ones than with those in the table and the worker
 * stopped, in turn. What is written once after so many rows came at once, by no purge, is written before.
 */
export async function flatPurge({ system, target }: BenchMesh, say: Say): Promise<void> {
  const purged = async (): Promise<number> => Number((await system.query(PURGED))[0]?.['purged']);
  const point = async (): Promise<Point> => {
    // Keys and connections that were not used for a while are not what is measured.
    await warmUp(target(100), 300);
    return measure(target(100), POINT, system.query);
  };
  await system.stopService('cleanup-worker');
  await system.query(ADD_ENDED, [EXPIRED]);
  await system.query('vacuum (analyze) pairing.pairing_states');
  await system.query('checkpoint');
  say(
    `Pairings while the worker purges a million ended ones (${POINT.atATime} at a time, ${POINT.seconds} s each)`,
  );
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const stopped = await point();
    await system.startService('cleanup-worker');
    const before = await purged();
    const purging = await point();
    const went = (await purged()) - before;
    await system.stopService('cleanup-worker');
    const ratio = purging.driven.flow.p99 / stopped.driven.flow.p99;
    ratios.push(ratio);
    say(`  stopped: ${flowsOf(stopped)}`);
    say(
      `  purging: ${flowsOf(purging)}, ${ratio.toFixed(2)} ×; ${went.toLocaleString('en')} purged meanwhile`,
    );
  }
  const median = ratios.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)];
  say(`  the p99 beside the purge: ${median?.toFixed(2)} × (median)`);
}

const flowsOf = ({ driven: { perSecond, flow } }: Point): string =>
  `${perSecond.toFixed(0)} flows/s, p99 ${flow.p99.toFixed(0)} ms`;
