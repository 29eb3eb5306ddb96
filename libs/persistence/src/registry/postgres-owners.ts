import type { DataSource } from 'typeorm';
import { digestsMatch, meshEvent } from '@meshpair/domain';
import { poolOf } from '../data-source.js';
import { run, type Statement } from '../statement.js';
import { RECORD } from './mesh-event-statements.js';
import { OwnerEntity, OwnerKeyEntity } from './owner.entities.js';
import { IS_LIVE_KEY, KEY_PERSON, NO_DIGEST } from './owner-key-statements.js';
import type { FirstOwner, KeyHolder, OwnerRecord, Owners } from './owners.js';
import { touchRuleOf } from './touch-rules.js';

/** $1 key. */
const FIND_KEY: Statement = {
  name: 'registry.find_owner_key',
  text: `
    select owner.owner_id as "ownerId", owner.name, ${touchRuleOf('owner.owner_id')} as "touchRule",
           owner.is_admin as "isAdmin",
           key.secret_digest as "secretDigest",
           coalesce(key.last_used_at < now() - interval '1 minute', true) as "isUseToBeNoted", ${KEY_PERSON}
      from registry.owner_keys as key
      join registry.owners as owner using (owner_id)
     where key.key_id = $1 and ${IS_LIVE_KEY}`,
};

/** $1 key. */
const NOTE_USE: Statement = {
  name: 'registry.note_key_use',
  text: `update registry.owner_keys set last_used_at = now() where key_id = $1`,
};

type FoundKey = KeyHolder & { readonly secretDigest: string; readonly isUseToBeNoted: boolean };

export class PostgresOwners implements Owners {
  constructor(private readonly source: DataSource) {}

  async authenticate(keyId: string, secretDigest: string): Promise<KeyHolder | undefined> {
    const pool = poolOf(this.source);
    const [row] = await run<FoundKey>(pool, FIND_KEY, [keyId]);
    const matches = digestsMatch(row?.secretDigest ?? NO_DIGEST, secretDigest);
    if (!row || !matches) return undefined;
    if (row.isUseToBeNoted) await run(pool, NOTE_USE, [keyId]);
    const { ownerId, name, person, touchRule, isAdmin } = row;
    return { ownerId, name, person, touchRule, isAdmin };
  }

  /** Starts at the same time agree on one owner: the later ones wait and find it. */
  ensureFirst(given: FirstOwner): Promise<{ readonly owner: OwnerRecord; readonly created: boolean }> {
    const { ownerId, name, keyId, secretDigest, now } = given;
    return this.source.transaction(async (manager) => {
      await manager.query(`select pg_advisory_xact_lock(hashtextextended('first owner', 0))`);
      const [first] = await manager.find(OwnerEntity, {
        order: { createdAt: 'asc', ownerId: 'asc' },
        take: 1,
      });
      if (first) return { owner: { ownerId: first.ownerId, name: first.name }, created: false };
      await manager.insert(OwnerEntity, { ownerId, name, deviceCount: 0, createdAt: now, isAdmin: true });
      await manager.insert(OwnerKeyEntity, { keyId, ownerId, secretDigest, createdAt: now, revokedAt: null });
      const occasion = { ownerId, actor: { kind: 'operator' }, now } as const;
      const events = [
        meshEvent('OwnerCreated', ownerId, occasion, { name }),
        meshEvent('OwnerKeyCreated', keyId, occasion, { keyId }),
      ];
      await manager.query(RECORD.text, [JSON.stringify(events)]);
      return { owner: { ownerId, name }, created: true };
    });
  }
}
