import type { Pool, PoolClient } from 'pg';
import { digestOf } from '@meshpair/contracts';
import {
  type MeshEvent,
  meshEvent,
  type Occasion,
  ok,
  type Person,
  refuse,
  type Result,
} from '@meshpair/domain';
import { onRegistryOf } from '../data-source.js';
import { databaseTime } from '../database-clock.js';
import { makeOwnerKey, parseOwnerKey } from '../owner-key.js';
import { run } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import * as statements from './owner-key-statements.js';
import { underOwnerLock } from './owner-lock.js';
import type { OwnerRecord } from './owners.js';
import { TouchRules } from './touch-rules.js';

export interface OwnerSummary extends OwnerRecord {
  readonly createdAt: Date;
  readonly devices: number;
  readonly liveKeys: number;
  readonly isAdmin: boolean;
}

/** A key without its secret, which nobody keeps. */
export interface OwnerKeyRecord {
  readonly keyId: string;
  readonly ownerId: string;
  readonly createdAt: Date;
  /** When it was, or will be, revoked. */
  readonly endsAt: Date | null;
  readonly isLive: boolean;
  readonly lastUsedAt: Date | null;
  /** Null for the founder's. */
  readonly person: Person | null;
}

/** A new key, in the clear for this once, and the keys that it replaces. */
export interface MadeOwnerKey {
  readonly owner: OwnerRecord;
  readonly keyId: string;
  readonly key: string;
  readonly replaced: readonly OwnerKeyRecord[];
}

export type OwnerKeyRefusal =
  | { readonly kind: 'not_found'; readonly reference: string }
  | { readonly kind: 'ambiguous'; readonly reference: string; readonly ownerIds: readonly string[] }
  | { readonly kind: 'name_taken'; readonly name: string; readonly ownerId: string }
  | { readonly kind: 'revoked'; readonly keyId: string };

type Answer<T> = Promise<Result<T, OwnerKeyRefusal>>;

/** Owners and their keys, for the operator: a gateway refuses a revoked key within five seconds. */
export class OwnerKeys {
  constructor(private readonly pool: Pool) {}

  list(): Promise<readonly OwnerSummary[]> {
    return run<OwnerSummary>(this.pool, statements.LIST_OWNERS, []);
  }

  /** Adds an owner with a first key; refused when the name is taken. */
  create(ownerId: string, name: string): Answer<MadeOwnerKey> {
    return inTransaction(this.pool, async (client) => {
      await run(client, statements.LOCK_NAMES, []);
      const [same] = await run<OwnerRecord>(client, statements.FIND_OWNERS, [name]);
      if (same) return refuse({ kind: 'name_taken', name, ownerId: same.ownerId });
      const occasion = await byOperator(client, ownerId);
      await run(client, statements.INSERT_OWNER, [ownerId, name]);
      await recordMeshEvents(client, [meshEvent('OwnerCreated', ownerId, occasion, { name })]);
      return ok(await makeKey(client, { ownerId, name }, [], occasion));
    });
  }

  /** An owner's keys, by the owner's id or name. */
  async keys(reference: string): Answer<{
    readonly owner: OwnerRecord;
    readonly keys: readonly OwnerKeyRecord[];
  }> {
    const owner = await findOwner(this.pool, reference);
    if (!owner.ok) return owner;
    const keys = await run<OwnerKeyRecord>(this.pool, statements.LIST_KEYS, [owner.value.ownerId]);
    return ok({ owner: owner.value, keys });
  }

  /**
   * Makes a new key in the place of one (by its id), or of all live keys of an owner's founder (by the owner's id or
   * name). The old ones are revoked after `graceSeconds`. An owner without a live key gets one.
   */
  async rotate(reference: string, graceSeconds = 0): Answer<MadeOwnerKey> {
    const [key] = await run<OwnerKeyRecord>(this.pool, statements.READ_KEY, [reference]);
    const found = await findOwner(this.pool, reference);
    const isOwner = found.ok || !key;
    const owner = isOwner ? found : await findOwner(this.pool, key.ownerId);
    if (!owner.ok) return owner;
    const { ownerId } = owner.value;
    return underOwnerLock(this.pool, { ownerId }, async (client) => {
      const ended = [ownerId, isOwner ? null : reference, graceSeconds];
      const replaced = await run<OwnerKeyRecord>(client, statements.END_KEYS, ended);
      if (!isOwner && replaced.length === 0) return refuse({ kind: 'revoked', keyId: reference });
      return ok(await makeKey(client, owner.value, replaced, await byOperator(client, ownerId)));
    });
  }

  /** Lets an owner verify PINs without a passkey again: the way back of who has lost theirs. */
  async endTouches(reference: string): Answer<OwnerRecord> {
    const owner = await findOwner(this.pool, reference);
    if (!owner.ok) return owner;
    const occasion = await byOperator(this.pool, owner.value.ownerId);
    await new TouchRules(this.pool).set('never', occasion);
    return owner;
  }

  /** Lets an owner see all owners and add others, or not any more. */
  setAdmin(reference: string, isAdmin: boolean): Answer<OwnerRecord> {
    return inTransaction(this.pool, async (client) => {
      const owner = await findOwner(client, reference);
      if (!owner.ok) return owner;
      const { ownerId } = owner.value;
      const changed = await run<OwnerRecord>(client, statements.SET_ADMIN, [ownerId, isAdmin]);
      const occasion = await byOperator(client, ownerId);
      const events = changed.map(() => meshEvent('OwnerAdminChanged', ownerId, occasion, { isAdmin }));
      await recordMeshEvents(client, events);
      return owner;
    });
  }

  /** Ends a key at once; `liveKeys` tells how many its owner has left. */
  async revoke(keyId: string): Answer<{ readonly key: OwnerKeyRecord; readonly liveKeys: number }> {
    const [key] = await run<OwnerKeyRecord>(this.pool, statements.READ_KEY, [keyId]);
    if (!key) return refuse({ kind: 'not_found', reference: keyId });
    const [ended] = await inTransaction(this.pool, async (client) => {
      const keys = await run<OwnerKeyRecord>(client, statements.END_KEYS, [key.ownerId, keyId, 0]);
      await recordMeshEvents(client, endsOf(keys, await byOperator(client, key.ownerId)));
      return keys;
    });
    if (!ended) return refuse({ kind: 'revoked', keyId });
    const keys = await run<OwnerKeyRecord>(this.pool, statements.LIST_KEYS, [key.ownerId]);
    return ok({ key: ended, liveKeys: keys.filter(({ isLive }) => isLive).length });
  }
}

/** An owner, by id or name. */
export async function findOwner(
  connection: Pool | PoolClient,
  reference: string,
): Promise<Result<OwnerRecord, OwnerKeyRefusal>> {
  const [first, ...others] = await run<OwnerRecord>(connection, statements.FIND_OWNERS, [reference]);
  if (!first) return refuse({ kind: 'not_found', reference });
  if (first.ownerId === reference || others.length === 0) return ok(first);
  const ownerIds = [first, ...others].map(({ ownerId }) => ownerId);
  return refuse({ kind: 'ambiguous', reference, ownerIds });
}

async function makeKey(
  client: PoolClient,
  owner: OwnerRecord,
  replaced: readonly OwnerKeyRecord[],
  occasion: Occasion,
): Promise<MadeOwnerKey> {
  const key = makeOwnerKey();
  const { keyId, secret } = parseOwnerKey(key);
  const [{ person = null } = {}] = replaced;
  const values = [keyId, owner.ownerId, digestOf(secret), person?.personId ?? null];
  await run(client, statements.INSERT_KEY, values);
  const made = meshEvent('OwnerKeyCreated', keyId, occasion, { keyId });
  await recordMeshEvents(client, [made, ...endsOf(replaced, occasion)]);
  return { owner, keyId, key, replaced };
}

const byOperator = async (client: Pool | PoolClient, ownerId: string): Promise<Occasion> => ({
  ownerId,
  actor: { kind: 'operator' },
  now: await databaseTime(client),
});

export const endsOf = (
  keys: readonly Pick<OwnerKeyRecord, 'keyId' | 'endsAt'>[],
  occasion: Occasion,
): readonly MeshEvent[] =>
  keys.map(({ keyId, endsAt }) =>
    meshEvent('OwnerKeyRevoked', keyId, occasion, { keyId, endsAt: (endsAt ?? occasion.now).toISOString() }),
  );

/** Runs `work` on the owners' keys of a migrated database, on a connection of its own. */
export const withOwnerKeys = <T>(databaseUrl: string, work: (keys: OwnerKeys) => Promise<T>): Promise<T> =>
  onRegistryOf(databaseUrl, (pool) => work(new OwnerKeys(pool)));
