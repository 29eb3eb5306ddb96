import type { Occasion, Person, TouchRule } from '@meshpair/domain';
import type { AccountRecord } from './linked-accounts.js';
import type { OwnerRecord } from './owners.js';
import type { PasskeyUse } from './passkeys.js';

/** What a session was opened by, and ends with. */
export interface OpenedBy {
  readonly kind: 'key' | 'passkey' | 'account';
  readonly id: string;
  /** What its owner calls it. */
  readonly name: string | null;
}

/** A signed-in console. */
export interface ConsoleSessionRecord {
  readonly owner: OwnerRecord;
  readonly openedBy: OpenedBy;
  /** Whose it is; null for the founder's. */
  readonly person: Person | null;
  readonly touchRule: TouchRule;
  readonly isAdmin: boolean;
  readonly expiresAt: Date;
}

/** A session that is to be opened; `sessionDigest` is the SHA-256 of its id. */
export interface NewConsoleSession {
  readonly sessionDigest: string;
  readonly name?: string | undefined;
  readonly now: Date;
  readonly expiresAt: Date;
}

/** How an owner sees one of its consoles. */
export interface OpenConsole {
  readonly sessionId: string;
  readonly name: string | null;
  readonly openedBy: OpenedBy;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date;
  readonly person: Person | null;
  readonly isThis: boolean;
}

/** Which consoles of an owner end: one, or all but one. Of anybody, or of one person or the founder (null). */
export type EndedConsoles = ({ readonly sessionId: string } | { readonly allBut: string | undefined }) & {
  readonly of: 'anybody' | { readonly personId: string | null };
};

/** Signed-in consoles and the one-time codes that sign one in. A session ends with what it was opened by. */
export interface ConsoleSessions {
  /** Opens a session by a live key that has been checked; undefined when it was revoked since. */
  openByKey(session: NewConsoleSession, keyId: string): Promise<ConsoleSessionRecord | undefined>;
  /** As `openByKey`, by a one-time code, which is then used up. */
  openByCode(session: NewConsoleSession, codeDigest: string): Promise<ConsoleSessionRecord | undefined>;
  /** As `openByKey`, by a passkey whose signature has been checked; undefined when it counts no more than before, or is gone. */
  openByPasskey(session: NewConsoleSession, use: PasskeyUse): Promise<ConsoleSessionRecord | undefined>;
  /** As `openByKey`, by an account that its provider vouches for; undefined when no owner has linked it. */
  openByAccount(
    session: NewConsoleSession,
    account: Pick<AccountRecord, 'issuer' | 'subject'>,
  ): Promise<ConsoleSessionRecord | undefined>;
  /** The live session, marked as used (to the minute). It is dead once its owner key is revoked, or its passkey or account gone. */
  use(sessionDigest: string, now: Date): Promise<ConsoleSessionRecord | undefined>;
  close(sessionDigest: string, now: Date): Promise<void>;
  /** An owner's live sessions, the newest first; `thisDigest` is of the one that asks. */
  list(ownerId: string, thisDigest: string | undefined, now: Date): Promise<readonly OpenConsole[]>;
  /** Ends sessions of the owner; returns how many. */
  end(which: EndedConsoles, occasion: Occasion): Promise<number>;
  /** Adds a one-time code for an owner's founder, the first unless told; undefined when there is no live key of it. */
  addSignInCode(
    codeDigest: string,
    now: Date,
    expiresAt: Date,
    ownerId?: string,
  ): Promise<OwnerRecord | undefined>;
  /** Deletes sessions, codes, invitations, challenges, permits and, later, setup keys that ended before `before`. Returns how many rows. */
  prune(before: Date, limit: number): Promise<number>;
}
