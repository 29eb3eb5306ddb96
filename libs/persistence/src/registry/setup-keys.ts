import type { Pool } from 'pg';
import { digestOf } from '@meshpair/contracts';
import {
  byOwner,
  type KeyParts,
  meshEvent,
  type Occasion,
  type Person,
  type SetupKey,
} from '@meshpair/domain';
import { makeKeyParts } from '../owner-key.js';
import { run } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import * as statements from './setup-key-statements.js';

/** Setup keys that a list tells of at most. */
const MOST_LISTED = 1_000;

/** A setup key as it is kept: without its secret. */
export interface SetupKeyRecord extends Omit<SetupKey, 'ephemeralSeconds'> {
  readonly setupKeyId: string;
  readonly ownerId: string;
  readonly label: string | null;
  readonly ephemeralSeconds: number | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  /** Who made it; null for the founder. */
  readonly person: Person | null;
}

/** As it is read, with what its secret is compared with. */
export type StoredSetupKey = SetupKeyRecord & { readonly secretDigest: string };

/** A setup key that is wanted, and the live key of who asks that it is made with. */
export interface WantedSetupKey extends Pick<
  SetupKey,
  'permissions' | 'tags' | 'uses' | 'asksOwner' | 'onIpConflict'
> {
  readonly label?: string | undefined;
  readonly seconds: number;
  readonly ephemeralSeconds?: number | undefined;
  readonly by: KeyParts;
  readonly asking: { readonly ownerId: string; readonly person?: Person | undefined };
  readonly now: Date;
}

/** What devices join with that nobody watches. Each is made by a function that wants a live key of an owner. */
export class SetupKeys {
  constructor(private readonly pool: Pool) {}

  /** Undefined where the key is no live one of the person who asks, who is an owner. */
  make(wanted: WantedSetupKey): Promise<(SetupKeyRecord & { readonly secret: string }) | undefined> {
    const { by, asking, label, seconds, ephemeralSeconds, now, ...gives } = wanted;
    const { keyId: setupKeyId, secret } = makeKeyParts();
    const values = [
      ...[
        asking.ownerId,
        by.keyId,
        by.secret,
        setupKeyId,
        digestOf(secret),
        label ?? null,
        gives.uses,
        seconds,
      ],
      ...[gives.permissions, gives.tags, ephemeralSeconds ?? null, gives.asksOwner, gives.onIpConflict],
      asking.person?.personId ?? null,
    ];
    return inTransaction(this.pool, async (client) => {
      const [row] = await run<{ readonly isMade: boolean }>(client, statements.MAKE_SETUP_KEY, values);
      if (row?.isMade !== true) return undefined;
      const made = await run<StoredSetupKey>(client, statements.FIND_SETUP_KEY, [setupKeyId]);
      const record = made.map(recordOf)[0];
      if (!record) throw new Error('a setup key that was made is there');
      const { permissions, tags, uses, asksOwner } = record;
      const event = meshEvent('SetupKeyMade', setupKeyId, byOwner({ ...asking, keyId: by.keyId }, now), {
        ...refOf(record),
        uses,
        expiresAt: record.expiresAt.toISOString(),
        permissions,
        tags,
        isEphemeral: record.ephemeralSeconds !== null,
        asksOwner,
      });
      await recordMeshEvents(client, [event]);
      return { ...record, secret };
    });
  }

  /** The newest first. */
  async list(ownerId: string): Promise<readonly SetupKeyRecord[]> {
    const rows = await run<StoredSetupKey>(this.pool, statements.LIST_SETUP_KEYS, [ownerId, MOST_LISTED]);
    return rows.map(recordOf);
  }

  /** Devices that have joined with it stay. Undefined where there is none that was not revoked. */
  revoke(setupKeyId: string, occasion: Occasion): Promise<SetupKeyRecord | undefined> {
    return inTransaction(this.pool, async (client) => {
      const values = [occasion.ownerId, setupKeyId];
      const [revoked] = await run(client, statements.REVOKE_SETUP_KEY, values);
      if (!revoked) return undefined;
      const [record] = await run<StoredSetupKey>(client, statements.FIND_SETUP_KEY, [setupKeyId]);
      if (!record) return undefined;
      const event = meshEvent('SetupKeyRevoked', setupKeyId, occasion, refOf(record));
      await recordMeshEvents(client, [event]);
      return recordOf(record);
    });
  }
}

const recordOf = ({ secretDigest: _, ...record }: StoredSetupKey): SetupKeyRecord => record;

const refOf = ({ setupKeyId, label }: SetupKeyRecord): { setupKeyId: string; label?: string } => ({
  setupKeyId,
  ...(label !== null && { label }),
});
