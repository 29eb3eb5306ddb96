import type { Pool } from 'pg';
import { run, runCount } from '../statement.js';
import * as statements from './credential-statements.js';
import type {
  Credentials,
  PeerTokenRefresh,
  RefreshOutcome,
  SessionRecord,
  TokenRecord,
} from './credentials.js';
import { refreshPeerToken } from './refresh-peer-token.js';

/** A session is slid again once this part of its idle time has passed, or a minute. */
const SLIDE_PART = 1 / 1000;
const SLIDE_AT_MOST_SECONDS = 60;

export class PostgresCredentials implements Credentials {
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

  refreshPeerToken(request: PeerTokenRefresh): Promise<RefreshOutcome> {
    return refreshPeerToken(this.pool, request);
  }

  async prune(before: Date, limit: number): Promise<number> {
    const sessions = await runCount(this.pool, statements.PRUNE_SESSIONS, [before, limit]);
    return sessions + (await runCount(this.pool, statements.PRUNE_TOKENS, [before, limit - sessions]));
  }
}
