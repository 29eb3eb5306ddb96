import type { Pool } from 'pg';
import { digestOf } from '@meshpair/contracts';
import { type KeyParts, meshEvent, type Occasion } from '@meshpair/domain';
import { makeKeyParts } from '../owner-key.js';
import { run } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import { END_KEYS, LIST_KEYS, MAKE_KEY } from './owner-key-statements.js';
import { endsOf, type OwnerKeyRecord } from './owner-keys.js';
import { underOwnerLock } from './owner-lock.js';

/** A key that is wanted, and the live one of the same owner that it is made with. */
export interface WantedKey {
  readonly ownerId: string;
  readonly by: KeyParts;
  /** Ends the one that it is made with after so long. */
  readonly replaceAfterSeconds?: number | undefined;
  readonly now: Date;
}

/** An owner's keys, as the owner itself looks after them. */
export class OwnKeys {
  constructor(private readonly pool: Pool) {}

  list(ownerId: string): Promise<readonly OwnerKeyRecord[]> {
    return run<OwnerKeyRecord>(this.pool, LIST_KEYS, [ownerId]);
  }

  /** Undefined where it is not made with a live key of that owner. */
  make({
    ownerId,
    by,
    replaceAfterSeconds,
    now,
  }: WantedKey): Promise<(KeyParts & { readonly replaced: OwnerKeyRecord | null }) | undefined> {
    const parts = makeKeyParts();
    const values = [ownerId, by.keyId, by.secret, parts.keyId, digestOf(parts.secret)];
    return inTransaction(this.pool, async (client) => {
      const [made] = await run<{ isMade: boolean }>(client, MAKE_KEY, values);
      if (!made?.isMade) return undefined;
      const occasion: Occasion = { ownerId, actor: { kind: 'owner', id: by.keyId }, now };
      const replaced =
        replaceAfterSeconds === undefined
          ? []
          : await run<OwnerKeyRecord>(client, END_KEYS, [ownerId, by.keyId, replaceAfterSeconds]);
      const created = meshEvent('OwnerKeyCreated', parts.keyId, occasion, { keyId: parts.keyId });
      await recordMeshEvents(client, [created, ...endsOf(replaced, occasion)]);
      return { ...parts, replaced: replaced[0] ?? null };
    });
  }

  /** Ends a key at once; `last` where the owner would have none left. Undefined where there is no such live key. */
  async revoke(keyId: string, occasion: Occasion): Promise<OwnerKeyRecord | 'last' | undefined> {
    const { ownerId } = occasion;
    // Nobody has no keys, and nothing to lock.
    if (!(await this.list(ownerId)).some((key) => key.keyId === keyId)) return undefined;
    return underOwnerLock(this.pool, { ownerId }, async (client) => {
      const keys = await run<OwnerKeyRecord>(client, LIST_KEYS, [ownerId]);
      const live = keys.filter(({ isLive }) => isLive);
      if (!live.some((key) => key.keyId === keyId)) return undefined;
      if (live.length === 1) return 'last' as const;
      const ended = await run<OwnerKeyRecord>(client, END_KEYS, [ownerId, keyId, 0]);
      await recordMeshEvents(client, endsOf(ended, occasion));
      return ended[0];
    });
  }
}
