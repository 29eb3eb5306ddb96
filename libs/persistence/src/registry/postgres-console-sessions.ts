import type { Pool } from 'pg';
import { byOwner, meshEvent, type Occasion, type Person } from '@meshpair/domain';
import { run, runCount, type Statement } from '../statement.js';
import { inTransaction } from '../transaction.js';
import * as statements from './console-session-statements.js';
import type {
  ConsoleSessionRecord,
  ConsoleSessions,
  EndedConsoles,
  NewConsoleSession,
  OpenConsole,
} from './console-sessions.js';
import { recordMeshEvents } from './mesh-events.js';
import type { OwnerRecord } from './owners.js';

/** Whose session it is, and by which key. */
interface Keyed {
  readonly ownerId: string;
  readonly keyId: string;
  readonly person: Person | null;
}

type Row = OwnerRecord & Keyed & { readonly expiresAt: Date };

export class PostgresConsoleSessions implements ConsoleSessions {
  constructor(private readonly pool: Pool) {}

  openByKey(session: NewConsoleSession, keyId: string): Promise<ConsoleSessionRecord | undefined> {
    return this.open(session, statements.OPEN_BY_KEY, keyId, 'key');
  }

  openByCode(session: NewConsoleSession, codeDigest: string): Promise<ConsoleSessionRecord | undefined> {
    return this.open(session, statements.OPEN_BY_CODE, codeDigest, 'code');
  }

  async use(sessionDigest: string, now: Date): Promise<ConsoleSessionRecord | undefined> {
    return recordOf(await run<Row>(this.pool, statements.USE, [sessionDigest, now]));
  }

  async close(sessionDigest: string, now: Date): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const [row] = await run<Keyed>(client, statements.CLOSE, [sessionDigest]);
      if (!row) return;
      const { ownerId, keyId } = row;
      await recordMeshEvents(client, [meshEvent('ConsoleSignedOut', ownerId, byKey(row, now), { keyId })]);
    });
  }

  list(ownerId: string, thisDigest: string | undefined, now: Date): Promise<readonly OpenConsole[]> {
    return run<OpenConsole>(this.pool, statements.LIST, [ownerId, thisDigest, now]);
  }

  end(which: EndedConsoles, occasion: Occasion): Promise<number> {
    const { ownerId } = occasion;
    const [one, allBut] = 'sessionId' in which ? [which.sessionId, null] : [null, which.allBut];
    const of = which.of === 'anybody' ? [null, true] : [which.of.personId, false];
    return inTransaction(this.pool, async (client) => {
      const ended = await run<Pick<Keyed, 'keyId'>>(client, statements.END, [ownerId, one, allBut, ...of]);
      await recordMeshEvents(
        client,
        ended.map(({ keyId }) => meshEvent('ConsoleSignedOut', ownerId, occasion, { keyId })),
      );
      return ended.length;
    });
  }

  async addSignInCode(
    codeDigest: string,
    now: Date,
    expiresAt: Date,
    ownerId: string | null = null,
  ): Promise<OwnerRecord | undefined> {
    const values = [codeDigest, now, expiresAt, ownerId];
    const [owner] = await run<OwnerRecord>(this.pool, statements.ADD_CODE, values);
    return owner;
  }

  async prune(before: Date, limit: number): Promise<number> {
    const sessions = await runCount(this.pool, statements.PRUNE_SESSIONS, [before, limit]);
    const codes = await runCount(this.pool, statements.PRUNE_CODES, [before, limit - sessions]);
    const left = limit - sessions - codes;
    return limit - left + (await runCount(this.pool, statements.PRUNE_INVITATIONS, [before, left]));
  }

  private open(
    { sessionDigest, now, expiresAt, name }: NewConsoleSession,
    statement: Statement,
    credential: string,
    by: 'key' | 'code',
  ): Promise<ConsoleSessionRecord | undefined> {
    return inTransaction(this.pool, async (client) => {
      const rows = await run<Row>(client, statement, [sessionDigest, credential, now, expiresAt, name]);
      const events = rows.map((row) =>
        meshEvent('ConsoleSignedIn', row.ownerId, byKey(row, now), { by, keyId: row.keyId }),
      );
      await recordMeshEvents(client, events);
      return recordOf(rows);
    });
  }
}

const byKey = ({ ownerId, keyId, person }: Keyed, now: Date): Occasion =>
  byOwner({ ownerId, keyId, person: person ?? undefined }, now);

const recordOf = ([row]: readonly Row[]): ConsoleSessionRecord | undefined =>
  row && {
    owner: { ownerId: row.ownerId, name: row.name },
    keyId: row.keyId,
    person: row.person,
    expiresAt: row.expiresAt,
  };
