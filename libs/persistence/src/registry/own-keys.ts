import type { Pool } from 'pg';
import { digestOf } from '@meshpair/contracts';
import {
  byOwner,
  isOwn,
  type KeyParts,
  mayEnd,
  meshEvent,
  type Occasion,
  type Person,
} from '@meshpair/domain';
import { makeKeyParts } from '../owner-key.js';
import { run } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import { END_KEYS, LIST_KEYS, MAKE_KEY } from './owner-key-statements.js';
import { endsOf, type OwnerKeyRecord } from './owner-keys.js';
import { underOwnerLock } from './owner-lock.js';

/** A key that is wanted, and the live one of the same person that it is made with. */
export interface WantedKey {
  readonly ownerId: string;
  readonly by: KeyParts;
  readonly person?: Person | undefined;
  /** Ends the one that it is made with after so long. */
  readonly replaceAfterSeconds?: number | undefined;
  readonly now: Date;
}

/** An owner's keys, as the owner itself looks after them. */
export class OwnKeys {
  constructor(private readonly pool: Pool) {}

  /** Those that a person, or the founder, may see. */
  async list(ownerId: string, person: Person | undefined): Promise<readonly OwnerKeyRecord[]> {
    const keys = await run<OwnerKeyRecord>(this.pool, LIST_KEYS, [ownerId]);
    return keys.filter((key) => mayEnd(key, person));
  }

  /** Undefined where it is not made with a live key of that person. */
  make({
    ownerId,
    by,
    person,
    replaceAfterSeconds,
    now,
  }: WantedKey): Promise<(KeyParts & { readonly replaced: OwnerKeyRecord | null }) | undefined> {
    const parts = makeKeyParts();
    const values = [ownerId, by.keyId, by.secret, parts.keyId, digestOf(parts.secret), person?.personId];
    return inTransaction(this.pool, async (client) => {
      const [made] = await run<{ isMade: boolean }>(client, MAKE_KEY, values);
      if (!made?.isMade) return undefined;
      const occasion = byOwner({ ownerId, keyId: by.keyId, person }, now);
      const replaced =
        replaceAfterSeconds === undefined
          ? []
          : await run<OwnerKeyRecord>(client, END_KEYS, [ownerId, by.keyId, replaceAfterSeconds]);
      const created = meshEvent('OwnerKeyCreated', parts.keyId, occasion, { keyId: parts.keyId });
      await recordMeshEvents(client, [created, ...endsOf(replaced, occasion)]);
      return { ...parts, replaced: replaced[0] ?? null };
    });
  }

  /**
   * Ends a key at once; `last` where the person who asks would have none left, `founders` where a person asks for
   * one of the founder's. Undefined where there is no such live key that the person may see.
   */
  async revoke(
    keyId: string,
    person: Person | undefined,
    occasion: Occasion,
  ): Promise<OwnerKeyRecord | 'last' | 'founders' | undefined> {
    const { ownerId } = occasion;
    // Nobody has no keys, and nothing to lock.
    if (!(await this.list(ownerId, person)).some((key) => key.keyId === keyId)) return undefined;
    return underOwnerLock(this.pool, { ownerId }, async (client) => {
      const keys = await run<OwnerKeyRecord>(client, LIST_KEYS, [ownerId]);
      const live = keys.filter(({ isLive }) => isLive);
      const key = live.find((each) => each.keyId === keyId);
      if (key === undefined) return undefined;
      if (key.person === null && person !== undefined) return 'founders' as const;
      if (isOwn(key, person) && live.filter((each) => isOwn(each, person)).length === 1)
        return 'last' as const;
      const ended = await run<OwnerKeyRecord>(client, END_KEYS, [ownerId, keyId, 0]);
      await recordMeshEvents(client, endsOf(ended, occasion));
      return ended[0];
    });
  }
}
