import type { Pool } from 'pg';
import { digestsMatch, meshEvent, type Occasion } from '@meshpair/domain';
import { run, type Statement } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import { NO_DIGEST } from './owner-key-statements.js';
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
    values ($1, $2, $3, $4, $5)
    returning ${COLUMNS}`,
};

/** $1 owner. */
const LIST: Statement = {
  name: 'registry.list_audit_keys',
  text: `select ${COLUMNS} from registry.audit_keys where owner_id = $1 order by created_at, key_id`,
};

/** $1 owner, $2 key, $3 now. */
const REVOKE: Statement = {
  name: 'registry.revoke_audit_key',
  text: `
    update registry.audit_keys set revoked_at = $3
     where owner_id = $1 and key_id = $2 and revoked_at is null
    returning ${COLUMNS}`,
};

/** $1 key. */
const FIND: Statement = {
  name: 'registry.find_audit_key',
  text: `
    select owner.owner_id as "ownerId", owner.name, key.secret_digest as "secretDigest"
      from registry.audit_keys as key
      join registry.owners as owner using (owner_id)
     where key.key_id = $1 and key.revoked_at is null`,
};

/** What an owner gives to auditors. */
export class AuditKeys {
  constructor(private readonly pool: Pool) {}

  /** The owner whose trail a live key opens (compared in constant time). */
  async authenticate(keyId: string, secretDigest: string): Promise<OwnerRecord | undefined> {
    const [row] = await run<OwnerRecord & { secretDigest: string }>(this.pool, FIND, [keyId]);
    const matches = digestsMatch(row?.secretDigest ?? NO_DIGEST, secretDigest);
    return row && matches ? { ownerId: row.ownerId, name: row.name } : undefined;
  }

  list(ownerId: string): Promise<readonly AuditKeyRecord[]> {
    return run<AuditKeyRecord>(this.pool, LIST, [ownerId]);
  }

  add({ keyId, name, secretDigest }: NewAuditKey, occasion: Occasion): Promise<AuditKeyRecord> {
    const { ownerId, now } = occasion;
    return inTransaction(this.pool, async (client) => {
      const [made] = await run<AuditKeyRecord>(client, INSERT, [keyId, ownerId, name, secretDigest, now]);
      if (!made) throw new Error('an insert answers its row');
      await recordMeshEvents(client, [meshEvent('AuditKeyCreated', keyId, occasion, { keyId, name })]);
      return made;
    });
  }

  /** Ends a key at once. Undefined where the owner has no such live key. */
  revoke(keyId: string, occasion: Occasion): Promise<AuditKeyRecord | undefined> {
    const { ownerId, now } = occasion;
    return inTransaction(this.pool, async (client) => {
      const [ended] = await run<AuditKeyRecord>(client, REVOKE, [ownerId, keyId, now]);
      const events = ended
        ? [meshEvent('AuditKeyRevoked', keyId, occasion, { keyId, name: ended.name })]
        : [];
      await recordMeshEvents(client, events);
      return ended;
    });
  }
}
