import type { Pool, PoolClient } from 'pg';
import { digestsMatch, meshEvent, type Occasion } from '@meshpair/domain';
import { onRegistryOf } from '../data-source.js';
import { databaseTime } from '../database-clock.js';
import { run, type Statement } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import { LIST_OWNERS, NO_DIGEST } from './owner-key-statements.js';
import type { OwnerRecord } from './owners.js';

/** A key of an auditor, without its secret, which nobody keeps. */
export interface AuditKeyRecord {
  readonly keyId: string;
  /** Whose it is, for the owner to know it by. */
  readonly name: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

export interface NewAuditKey {
  readonly keyId: string;
  readonly name: string;
  readonly secretDigest: string;
}

const COLUMNS = `key_id as "keyId", name, created_at as "createdAt", revoked_at as "revokedAt"`;

/** $1 key, $2 owner, $3 name, $4 the SHA-256 of its secret, $5 now. */
const INSERT: Statement = {
  name: 'registry.insert_audit_key',
  text: `
    insert into registry.audit_keys (key_id, owner_id, name, secret_digest, created_at)
    select $1, $2, $3, $4, $5::timestamptz
     where $2::text is null or exists (select from registry.owners where owner_id = $2)
    returning ${COLUMNS}`,
};

/** $1 owner, or null for the keys of all. */
const LIST: Statement = {
  name: 'registry.list_audit_keys',
  text: `
    select ${COLUMNS}
      from registry.audit_keys
     where owner_id is not distinct from $1
     order by created_at, key_id`,
};

/** $1 owner, or null for a key of all, $2 key, $3 now. */
const REVOKE: Statement = {
  name: 'registry.revoke_audit_key',
  text: `
    update registry.audit_keys set revoked_at = $3
     where owner_id is not distinct from $1 and key_id = $2 and revoked_at is null
    returning ${COLUMNS}`,
};

/** $1 key. A row for each owner whose trail it opens; none of them is of a key that is not live. The key of one owner looks at that owner alone. */
const FIND: Statement = {
  name: 'registry.find_audit_key',
  text: `
    select owner.owner_id as "ownerId", owner.name, key.secret_digest as "secretDigest"
      from registry.audit_keys as key
     cross join lateral (
           select * from registry.owners where owner_id = key.owner_id
            union all
           select * from registry.owners where key.owner_id is null) as owner
     where key.key_id = $1 and key.revoked_at is null
     order by owner.created_at, owner.owner_id`,
};

/** Who gives a key, and to which trails: an owner to its own, the operator to everybody's. */
type Giver = Occasion | { readonly ofAll: true; readonly now: Date };

/** What is given to auditors. */
export class AuditKeys {
  constructor(private readonly pool: Pool) {}

  /** The owners whose trails a live key opens (compared in constant time), the first of the mesh first. */
  async authenticate(keyId: string, secretDigest: string): Promise<readonly OwnerRecord[]> {
    const rows = await run<OwnerRecord & { secretDigest: string }>(this.pool, FIND, [keyId]);
    const matches = digestsMatch(rows[0]?.secretDigest ?? NO_DIGEST, secretDigest);
    return matches ? rows.map(({ ownerId, name }) => ({ ownerId, name })) : [];
  }

  /** An owner's keys, or those of all. */
  list(ownerId: string | null): Promise<readonly AuditKeyRecord[]> {
    return run<AuditKeyRecord>(this.pool, LIST, [ownerId]);
  }

  /** Undefined where there is no such owner. */
  add({ keyId, name, secretDigest }: NewAuditKey, giver: Giver): Promise<AuditKeyRecord | undefined> {
    return inTransaction(this.pool, async (client) => {
      const values = [keyId, ownerOf(giver), name, secretDigest, giver.now];
      const [made] = await run<AuditKeyRecord>(client, INSERT, values);
      if (made) await recordEach(client, 'AuditKeyCreated', made, giver);
      return made;
    });
  }

  /** Ends a key at once. Undefined where there is no such live key of that giver. */
  revoke(keyId: string, giver: Giver): Promise<AuditKeyRecord | undefined> {
    return inTransaction(this.pool, async (client) => {
      const [ended] = await run<AuditKeyRecord>(client, REVOKE, [ownerOf(giver), keyId, giver.now]);
      if (ended) await recordEach(client, 'AuditKeyRevoked', ended, giver);
      return ended;
    });
  }
}

const ownerOf = (giver: Giver): string | null => ('ofAll' in giver ? null : giver.ownerId);

/** In the trail of each owner whose it opens. */
async function recordEach(
  client: PoolClient,
  type: 'AuditKeyCreated' | 'AuditKeyRevoked',
  { keyId, name }: AuditKeyRecord,
  giver: Giver,
): Promise<void> {
  const occasions = 'ofAll' in giver ? await ofEachOwner(client, giver.now) : [giver];
  await recordMeshEvents(
    client,
    occasions.map((occasion) => meshEvent(type, keyId, occasion, { keyId, name })),
  );
}

async function ofEachOwner(client: PoolClient, now: Date): Promise<readonly Occasion[]> {
  const owners = await run<OwnerRecord>(client, LIST_OWNERS, []);
  return owners.map(({ ownerId }) => ({ ownerId, actor: { kind: 'operator' }, now }));
}

/** Runs `work` on the auditors' keys of a migrated database, as its operator. */
export const withAuditKeys = <T>(
  databaseUrl: string,
  work: (keys: AuditKeys, now: Date) => Promise<T>,
): Promise<T> =>
  onRegistryOf(databaseUrl, async (pool) => work(new AuditKeys(pool), await databaseTime(pool)));
