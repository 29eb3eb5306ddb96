import type { RunningSystem } from '@meshpair/testing';
import { BareTransactions } from './driver/bare-transactions.js';
import { measure, type Point } from './measure.js';

export interface Floor {
  /** Four transactions a flow, each in `begin` and `commit`. */
  readonly transactions: Point;
  /** Four statements a flow, each a transaction by itself. */
  readonly statements: Point;
}

/** Measures what Postgres alone can do on this machine now. */
export async function measureFloor(
  system: Pick<RunningSystem, 'databaseUrl' | 'query'>,
  postgresPid: number,
  { atATime, seconds }: { readonly atATime: number; readonly seconds: number },
): Promise<Floor> {
  const of = async (name: string, isWrapped: boolean): Promise<Point> => {
    const bare = new BareTransactions(system.databaseUrl, atATime, isWrapped);
    await bare.prepare();
    const target = {
      name,
      parts: [{ name: 'postgres', pids: [postgresPid], withChildren: true }],
      flows: () => bare,
    };
    return measure(target, { atATime, seconds }, system.query);
  };
  return {
    transactions: await of('four bare transactions', true),
    statements: await of('four single statements', false),
  };
}
