import type { Pool } from 'pg';
import type { SessionRecord, TokenRecord } from '../registry-store.js';
import { run, type Statement } from '../statement.js';
import * as statements from './credential-statements.js';

/** A session is slid again once this part of its idle time has passed, or a minute. */
const SLIDE_PART = 1 / 1000;
const SLIDE_AT_MOST_SECONDS = 60;

/** Sessions and peer tokens: rows with ids, never the tokens themselves. */
export class Credentials {
  constructor(private readonly pool: Pool) {}

  async useSession(sessionId: string, now: Date, idleSeconds: number): Promise<SessionRecord | undefined> {
    const slideAfter = Math.min(idleSeconds * SLIDE_PART, SLIDE_AT_MOST_SECONDS);
    const values = [sessionId, now, idleSeconds, slideAfter];
    return (await run<SessionRecord>(this.pool, statements.USE_SESSION, values))[0];
  }

  async findSession(sessionId: string, now: Date): Promise<SessionRecord | undefined> {
    return (await run<SessionRecord>(this.pool, statements.FIND_SESSION, [sessionId, now]))[0];
  }

  async findPeerToken(tokenId: string, now: Date): Promise<TokenRecord | undefined> {
    return (await run<TokenRecord>(this.pool, statements.FIND_PEER_TOKEN, [tokenId, now]))[0];
  }

  async revokeSession(ownerId: string, sessionId: string, now: Date): Promise<void> {
    await run(this.pool, statements.REVOKE_SESSION, [ownerId, sessionId, now]);
  }

  async revokePeerToken(ownerId: string, tokenId: string, now: Date): Promise<void> {
    await run(this.pool, statements.REVOKE_PEER_TOKEN, [ownerId, tokenId, now]);
  }

  async pruneEnded(before: Date, limit: number): Promise<number> {
    const sessions = await this.#prune(statements.PRUNE_SESSIONS, before, limit);
    const tokens = await this.#prune(statements.PRUNE_TOKENS, before, limit - sessions);
    return sessions + tokens;
  }

  pruneRegistrations(before: Date, limit: number): Promise<number> {
    return this.#prune(statements.PRUNE_REGISTRATIONS, before, limit);
  }

  async #prune(statement: Statement, before: Date, limit: number): Promise<number> {
    const [row] = await run<{ count: number }>(this.pool, statement, [before, limit]);
    return row?.count ?? 0;
  }
}
