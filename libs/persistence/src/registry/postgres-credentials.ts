import type { Pool } from 'pg';
import { meshEvent } from '@meshpair/domain';
import { run, runCount } from '../statement.js';
import { inTransaction } from '../transaction.js';
import * as statements from './credential-statements.js';
import type {
  Credentials,
  NodeCredentials,
  PeerTokenRefresh,
  RefreshOutcome,
  RenewalOutcome,
  SessionRecord,
  SessionRenewal,
  TokenRecord,
} from './credentials.js';
import { recordMeshEvents } from './mesh-events.js';
import type { Change } from './mesh-nodes.js';
import { refreshPeerToken } from './refresh-peer-token.js';
import { renewSession } from './renew-session.js';

const REVOKE = { session: statements.REVOKE_SESSION, peer: statements.REVOKE_PEER_TOKEN } as const;

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

  async ofNode(ownerId: string, nodeId: string, now: Date): Promise<NodeCredentials> {
    const values = [ownerId, nodeId, now];
    const [peerTokens, sessions] = await Promise.all([
      run<NodeCredentials['peerTokens'][number]>(this.pool, statements.LIST_PEER_TOKENS, values),
      run<NodeCredentials['sessions'][number]>(this.pool, statements.LIST_SESSIONS, values),
    ]);
    return { peerTokens, sessions };
  }

  async revoke(
    ownerId: string,
    { use, id }: { readonly use: 'session' | 'peer'; readonly id: string },
    { actor, now }: Change,
  ): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const rows = await run<{ nodeId: string }>(client, REVOKE[use], [ownerId, id, now]);
      const occasion = { ownerId, actor, now };
      await recordMeshEvents(
        client,
        rows.map(({ nodeId }) => meshEvent('TokenRevoked', nodeId, occasion, { nodeId, use, tokenId: id })),
      );
    });
  }

  refreshPeerToken(request: PeerTokenRefresh): Promise<RefreshOutcome> {
    return refreshPeerToken(this.pool, request);
  }

  renewSession(renewal: SessionRenewal): Promise<RenewalOutcome> {
    return renewSession(this.pool, renewal);
  }

  async prune(before: Date, limit: number): Promise<number> {
    const sessions = await runCount(this.pool, statements.PRUNE_SESSIONS, [before, limit]);
    return sessions + (await runCount(this.pool, statements.PRUNE_TOKENS, [before, limit - sessions]));
  }
}
