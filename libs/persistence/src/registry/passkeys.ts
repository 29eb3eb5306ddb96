import type { Pool } from 'pg';
import { digestOf } from '@meshpair/contracts';
import { type KeyParts, meshEvent, type Occasion } from '@meshpair/domain';
import { run } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import { underOwnerLock } from './owner-lock.js';
import * as statements from './passkey-statements.js';
import { readTouchRule } from './touch-rules.js';

/** A passkey as its owner knows it. */
export interface PasskeyRecord {
  readonly passkeyId: string;
  /** What its authenticator calls it. */
  readonly credentialId: string;
  readonly ownerId: string;
  /** Whose it is; null for the founder's. */
  readonly personId: string | null;
  /** The host name that it works at. */
  readonly rpId: string;
  readonly name: string;
  readonly transports: readonly string[];
  readonly isBackedUp: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** With what its signatures are checked by. */
export type CheckedPasskey = PasskeyRecord & { readonly publicKey: Uint8Array<ArrayBuffer> };

/** One that is to be added, for a challenge that was permitted. */
export interface NewPasskey {
  readonly passkeyId: string;
  readonly challenge: string;
  readonly credentialId: string;
  readonly rpId: string;
  readonly publicKey: Uint8Array;
  readonly signCount: number;
  readonly transports: readonly string[];
  readonly isBackedUp: boolean;
  readonly name: string;
}

/** What an authenticator says with a signature. */
export interface PasskeyUse {
  readonly passkeyId: string;
  /** How often it was used. */
  readonly signCount: number;
  readonly isBackedUp: boolean;
}

/** Whose ways in they are: the founder's of an owner (null), or a person's. */
export interface CredentialHolder {
  readonly ownerId: string;
  readonly personId: string | null;
}

/** Who acts on an occasion. */
export const holderOn = ({ ownerId, actor }: Occasion): CredentialHolder => ({
  ownerId,
  personId: actor.person?.id ?? null,
});

type Done = { readonly isDone: boolean };

/** Owners' passkeys, and the challenges that they sign. */
export class Passkeys {
  constructor(private readonly pool: Pool) {}

  list({ ownerId, personId }: CredentialHolder): Promise<readonly PasskeyRecord[]> {
    return run<PasskeyRecord>(this.pool, statements.LIST, [ownerId, personId]);
  }

  async find(credentialId: string): Promise<CheckedPasskey | undefined> {
    const [found] = await run<CheckedPasskey>(this.pool, statements.FIND, [credentialId]);
    return found && { ...found, publicKey: Uint8Array.from(found.publicKey) };
  }

  /** Lets one passkey be added for the challenge, for five minutes. False where `by` is no live key of the holder. */
  async permit({ ownerId, personId }: CredentialHolder, by: KeyParts, challenge: string): Promise<boolean> {
    const values = [ownerId, by.keyId, by.secret, digestOf(challenge), 'passkey', personId];
    const [done] = await run<Done>(this.pool, statements.PERMIT, values);
    return done?.isDone === true;
  }

  /** Undefined where its challenge was not permitted to that owner, or the passkey is there already. */
  add(passkey: NewPasskey, occasion: Occasion): Promise<PasskeyRecord | undefined> {
    const { passkeyId, challenge, credentialId, rpId, publicKey, signCount, transports, isBackedUp, name } =
      passkey;
    const { ownerId } = occasion;
    const key = Buffer.from(publicKey);
    const values = [
      ownerId,
      challenge,
      passkeyId,
      credentialId,
      rpId,
      key,
      signCount,
      transports,
      isBackedUp,
      name,
    ];
    return inTransaction(this.pool, async (client) => {
      const [done] = await run<Done>(client, statements.ADD, values);
      if (done?.isDone !== true) return undefined;
      await recordMeshEvents(client, [meshEvent('PasskeyAdded', passkeyId, occasion, { passkeyId, name })]);
      const { personId } = holderOn(occasion);
      const all = await run<PasskeyRecord>(client, statements.LIST, [ownerId, personId]);
      return all.find((each) => each.passkeyId === passkeyId);
    });
  }

  /** Undefined where there is no such passkey of who acts; `last` where a touch of it is what the owner wants. */
  async remove(passkeyId: string, occasion: Occasion): Promise<PasskeyRecord | 'last' | undefined> {
    const { ownerId, personId } = holderOn(occasion);
    // Nobody has no passkeys, and nothing to lock.
    if (!(await this.list({ ownerId, personId })).some((passkey) => passkey.passkeyId === passkeyId))
      return undefined;
    return underOwnerLock(this.pool, { ownerId }, async (client) => {
      const all = await run<PasskeyRecord>(client, statements.LIST, [ownerId, personId]);
      const isLast = all.length === 1 && all[0]?.passkeyId === passkeyId;
      if (isLast && (await readTouchRule(client, ownerId)) !== 'never') return 'last' as const;
      const [removed] = await run<PasskeyRecord>(client, statements.REMOVE, [ownerId, passkeyId, personId]);
      if (removed) await this.tell('PasskeyRemoved', removed, occasion, client);
      return removed;
    });
  }

  /** Notes a use without a session; false when it counts no more than before, or is gone. */
  async use({ passkeyId, signCount, isBackedUp }: PasskeyUse, now: Date): Promise<boolean> {
    const [done] = await run<Done>(this.pool, statements.USE, [passkeyId, signCount, isBackedUp, now]);
    return done?.isDone === true;
  }

  /** Tells that a right signature was refused, for its count. */
  tellRefused(passkey: PasskeyRecord, now: Date): Promise<void> {
    return this.tell('PasskeyRefused', passkey, {
      ownerId: passkey.ownerId,
      actor: { kind: 'stranger' },
      now,
    });
  }

  /** Whether it is the first time that a challenge is answered. */
  async spend(challenge: string, expiresAt: Date): Promise<boolean> {
    const [done] = await run<Done>(this.pool, statements.SPEND_CHALLENGE, [digestOf(challenge), expiresAt]);
    return done?.isDone === true;
  }

  private tell(
    type: 'PasskeyRemoved' | 'PasskeyRefused',
    { passkeyId, name }: PasskeyRecord,
    occasion: Occasion,
    connection: Parameters<typeof recordMeshEvents>[0] = this.pool,
  ): Promise<void> {
    return recordMeshEvents(connection, [meshEvent(type, passkeyId, occasion, { passkeyId, name })]);
  }
}
