import type { Pool } from 'pg';
import { run, runCount } from '../statement.js';
import * as statements from './console-session-statements.js';
import type { ConsoleSessionRecord, ConsoleSessions, NewConsoleSession } from './console-sessions.js';
import type { OwnerRecord } from './owners.js';

type Row = OwnerRecord & { readonly expiresAt: Date };

export class PostgresConsoleSessions implements ConsoleSessions {
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
    const sessions = await runCount(this.pool, statements.PRUNE_SESSIONS, [before, limit]);
    return sessions + (await runCount(this.pool, statements.PRUNE_CODES, [before, limit - sessions]));
  }
}

const recordOf = ([row]: readonly Row[]): ConsoleSessionRecord | undefined =>
  row && { owner: { ownerId: row.ownerId, name: row.name }, expiresAt: row.expiresAt };
