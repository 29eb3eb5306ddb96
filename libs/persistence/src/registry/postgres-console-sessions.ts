import type { Pool } from 'pg';
import {
  byOwner,
  meshEvent,
  type Occasion,
  type Person,
  type SIGN_INS,
  type SignInCredential,
} from '@meshpair/domain';
import { run, runCount, type Statement } from '../statement.js';
import { inTransaction } from '../transaction.js';
import * as statements from './console-session-statements.js';
import type {
  ConsoleSessionRecord,
  ConsoleSessions,
  EndedConsoles,
  NewConsoleSession,
  OpenConsole,
  OpenedBy,
} from './console-sessions.js';
import type { AccountRecord } from './linked-accounts.js';
import { recordMeshEvents } from './mesh-events.js';
import type { KeyHolder, OwnerRecord } from './owners.js';
import type { PasskeyUse } from './passkeys.js';
import { PRUNE_SETUP_KEYS } from './setup-key-statements.js';

type Row = KeyHolder & { readonly openedBy: OpenedBy; readonly expiresAt: Date };

/** What an ended session was opened by: one of them is not null. */
interface EndedRow {
  readonly ownerId: string;
  readonly keyId: string | null;
  readonly passkeyId: string | null;
  readonly accountId: string | null;
  readonly person: Person | null;
}

const PRUNED = [
  PRUNE_SETUP_KEYS,
  statements.PRUNE_SESSIONS,
  statements.PRUNE_CODES,
  statements.PRUNE_INVITATIONS,
  statements.PRUNE_CHALLENGES,
  statements.PRUNE_PERMITS,
];

export class PostgresConsoleSessions implements ConsoleSessions {
  constructor(private readonly pool: Pool) {}

  openByKey(session: NewConsoleSession, keyId: string): Promise<ConsoleSessionRecord | undefined> {
    return this.open(session, statements.OPEN_BY_KEY, [keyId], 'key');
  }

  openByCode(session: NewConsoleSession, codeDigest: string): Promise<ConsoleSessionRecord | undefined> {
    return this.open(session, statements.OPEN_BY_CODE, [codeDigest], 'code');
  }

  openByPasskey(
    session: NewConsoleSession,
    { passkeyId, signCount, isBackedUp }: PasskeyUse,
  ): Promise<ConsoleSessionRecord | undefined> {
    const credential = [passkeyId, signCount, isBackedUp];
    return this.open(session, statements.OPEN_BY_PASSKEY, credential, 'passkey');
  }

  openByAccount(
    session: NewConsoleSession,
    { issuer, subject }: Pick<AccountRecord, 'issuer' | 'subject'>,
  ): Promise<ConsoleSessionRecord | undefined> {
    return this.open(session, statements.OPEN_BY_ACCOUNT, [issuer, subject], 'oidc');
  }

  async use(sessionDigest: string, now: Date): Promise<ConsoleSessionRecord | undefined> {
    return recordOf(await run<Row>(this.pool, statements.USE, [sessionDigest, now]));
  }

  async close(sessionDigest: string, now: Date): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const [row] = await run<EndedRow>(client, statements.CLOSE, [sessionDigest]);
      if (!row) return;
      const occasion = occasionOf(row, row.keyId ?? row.passkeyId ?? row.accountId ?? undefined, now);
      await recordMeshEvents(client, [
        meshEvent('ConsoleSignedOut', row.ownerId, occasion, credentialOf(row)),
      ]);
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
      const ended = await run<EndedRow>(client, statements.END, [ownerId, one, allBut, ...of]);
      await recordMeshEvents(
        client,
        ended.map((row) => meshEvent('ConsoleSignedOut', ownerId, occasion, credentialOf(row))),
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
    let pruned = 0;
    for (const statement of PRUNED) pruned += await runCount(this.pool, statement, [before, limit - pruned]);
    return pruned;
  }

  private open(
    { sessionDigest, now, expiresAt, name }: NewConsoleSession,
    statement: Statement,
    [credential, ...use]: readonly unknown[],
    by: (typeof SIGN_INS)[number],
  ): Promise<ConsoleSessionRecord | undefined> {
    return inTransaction(this.pool, async (client) => {
      const values = [sessionDigest, credential, now, expiresAt, name, ...use];
      const rows = await run<Row>(client, statement, values);
      const events = rows.map((row) => {
        const { kind, id } = row.openedBy;
        return meshEvent('ConsoleSignedIn', row.ownerId, occasionOf(row, id, now), { by, [`${kind}Id`]: id });
      });
      await recordMeshEvents(client, events);
      return recordOf(rows);
    });
  }
}

const occasionOf = (
  { ownerId, person }: Pick<Row, 'ownerId' | 'person'>,
  keyId: string | undefined,
  now: Date,
): Occasion => byOwner({ ownerId, keyId, person: person ?? undefined }, now);

const credentialOf = ({ keyId, passkeyId, accountId }: EndedRow): SignInCredential => ({
  ...(keyId !== null && { keyId }),
  ...(passkeyId !== null && { passkeyId }),
  ...(accountId !== null && { accountId }),
});

const recordOf = ([row]: readonly Row[]): ConsoleSessionRecord | undefined =>
  row && {
    owner: { ownerId: row.ownerId, name: row.name },
    openedBy: row.openedBy,
    person: row.person,
    touchRule: row.touchRule,
    isAdmin: row.isAdmin,
    expiresAt: row.expiresAt,
  };
