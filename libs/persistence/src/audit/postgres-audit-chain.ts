import type { Pool, PoolClient } from 'pg';
import { databaseTime } from '../database-clock.js';
import { type EventRow, recordedEvent } from '../registry/mesh-events.js';
import { run, runCount } from '../statement.js';
import { inTransaction } from '../transaction.js';
import type {
  AuditChain,
  ChainedEvent,
  ChainPart,
  ChainReader,
  ChainUp,
  OwnedHead,
  SignHead,
  UnchainedEvent,
} from './audit-chain.js';
import * as statements from './chain-statements.js';

/** Positions that are looked at in one go. */
const WINDOW = 10_000;

interface Drawn {
  readonly drawn: string;
  readonly chainedTo: string;
  readonly nextPlace: string;
}

type ChainRow = Omit<ChainedEvent, 'event'> & {
  readonly previous: string;
  readonly event: unknown;
  readonly eventId: string | null;
};

/**
 * The tables of the `audit` schema. Of several that extend at once, one succeeds: the others meet a row that they
 * would have written, or a snapshot that has changed.
 */
export class PostgresAuditChain implements AuditChain, ChainReader {
  constructor(private readonly pool: Pool) {}

  async extend(chainUp: ChainUp): Promise<{ readonly chained: number; readonly hasMore: boolean }> {
    const { drawn, chainedTo, nextPlace } = await this.drawn();
    if (chainedTo === drawn && nextPlace === drawn) return { chained: 0, hasMore: false };
    const chained = await inTransaction(this.pool, async (client) => {
      await run(client, statements.ONE_SNAPSHOT, []);
      const events = await readUnchained(client);
      if (events.length > 0) {
        const owners = [...new Set(events.map(({ ownerId }) => ownerId))];
        const heads = await run<OwnedHead>(client, statements.READ_HEADS, [owners]);
        const segments = await chainUp(events, new Map(heads.map((head) => [head.ownerId, head])));
        await run(client, statements.ADD_SEGMENTS, [JSON.stringify(segments)]);
      }
      await run(client, statements.ADVANCE, [WINDOW, drawn]);
      return events.length;
    });
    return { chained, hasMore: BigInt(nextPlace) > BigInt(chainedTo) + BigInt(WINDOW) };
  }

  async signAgain(before: Date, sign: SignHead): Promise<void> {
    const now = await databaseTime(this.pool);
    const heads = await run<OwnedHead & { readonly firstIndex: string }>(
      this.pool,
      statements.READ_STALE_HEADS,
      [before],
    );
    const signatures = await Promise.all(heads.map((head) => sign(head, now)));
    const columns = [heads.map(({ ownerId }) => ownerId), heads.map(({ firstIndex }) => firstIndex)];
    await run(this.pool, statements.SIGN_AGAIN, [...columns, signatures, now]);
  }

  async prune(before: Date): Promise<void> {
    await runCount(this.pool, statements.PRUNE_SEGMENTS, [before]);
  }

  async publishKey(kid: string, jwk: object): Promise<void> {
    await run(this.pool, statements.ADD_KEY, [kid, JSON.stringify(jwk)]);
  }

  async read(ownerId: string, after: number, limit: number): Promise<ChainPart> {
    const rows = await run<ChainRow>(this.pool, statements.READ_CHAIN, [ownerId, after, limit]);
    const [first] = rows;
    const start = first && { index: first.index - 1, hash: first.previous };
    const events = rows.map(({ index, hash, signedAt, signature, eventId, event }) => ({
      index,
      hash,
      signedAt,
      signature,
      event: event === null ? null : recordedEvent({ eventId, event } as EventRow),
    }));
    return { start, events };
  }

  async progress(): Promise<{ readonly drawn: number; readonly chainedTo: number }> {
    const { drawn, chainedTo } = await this.drawn();
    return { drawn: Number(drawn), chainedTo: Number(chainedTo) };
  }

  async keys(): Promise<readonly Readonly<Record<string, string>>[]> {
    const rows = await run<{ jwk: Readonly<Record<string, string>> }>(this.pool, statements.READ_KEYS, []);
    return rows.map(({ jwk }) => jwk);
  }

  private async drawn(): Promise<Drawn> {
    const [row] = await run<Drawn>(this.pool, statements.READ_DRAWN, []);
    if (!row) throw new Error('a migrated database has a row of its progress');
    return row;
  }
}

async function readUnchained(client: PoolClient): Promise<readonly UnchainedEvent[]> {
  const rows = await run<EventRow & Pick<UnchainedEvent, 'ownerId' | 'position'>>(
    client,
    statements.READ_UNCHAINED,
    [WINDOW],
  );
  return rows.map((row) => ({ ownerId: row.ownerId, position: row.position, event: recordedEvent(row) }));
}
