import type { Pool } from 'pg';
import type { ConsoleSessionRecord, NewConsoleSession, OwnerRecord } from '../registry-store.js';
import { run } from '../statement.js';
import * as statements from './console-session-statements.js';

type Row = OwnerRecord & { readonly expiresAt: Date };

/** Signed-in consoles and the one-time codes that sign one in. A session ends with the owner key that it came from. */
export class ConsoleSessions {
  constructor(private readonly pool: Pool) {}

  async openByKey(
    { sessionDigest, now, expiresAt }: NewConsoleSession,
    keyId: string,
  ): Promise<ConsoleSessionRecord | undefined> {
    const values = [sessionDigest, keyId, now, expiresAt];
    return recordOf(await run<Row>(this.pool, statements.OPEN_BY_KEY, values));
  }

  async openByCode(
    { sessionDigest, now, expiresAt }: NewConsoleSession,
    codeDigest: string,
  ): Promise<ConsoleSessionRecord | undefined> {
    const values = [sessionDigest, codeDigest, now, expiresAt];
    return recordOf(await run<Row>(this.pool, statements.OPEN_BY_CODE, values));
  }

  async use(sessionDigest: string, now: Date): Promise<ConsoleSessionRecord | undefined> {
    return recordOf(await run<Row>(this.pool, statements.USE, [sessionDigest, now]));
  }

  async close(sessionDigest: string): Promise<void> {
    await run(this.pool, statements.CLOSE, [sessionDigest]);
  }

  async addSignInCode(codeDigest: string, now: Date, expiresAt: Date): Promise<boolean> {
    const added = await run(this.pool, statements.ADD_CODE, [codeDigest, now, expiresAt]);
    return added.length > 0;
  }

  async prune(before: Date, limit: number): Promise<number> {
    let count = 0;
    for (const statement of [statements.PRUNE_SESSIONS, statements.PRUNE_CODES]) {
      const [row] = await run<{ count: number }>(this.pool, statement, [before, limit - count]);
      count += row?.count ?? 0;
    }
    return count;
  }
}

const recordOf = ([row]: readonly Row[]): ConsoleSessionRecord | undefined =>
  row && { owner: { ownerId: row.ownerId, name: row.name }, expiresAt: row.expiresAt };
