import type { Pool } from 'pg';
import { digestOf } from '@meshpair/contracts';
import { byOwner, type KeyParts, meshEvent, type Person } from '@meshpair/domain';
import { makeKeyParts } from '../owner-key.js';
import { run, type Statement } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import { isKeyOf, LIST_OWNERS } from './owner-key-statements.js';
import type { OwnerSummary } from './owner-keys.js';

/** $1 owner. */
const IS_ADMIN: Statement = {
  name: 'registry.is_admin',
  text: `select is_admin as "isAdmin" from registry.owners where owner_id = $1`,
};

/** $1 owner, $2 and $3 the parts of a key of the person $8, $4 the new owner, $5 its name, $6 its key, $7 the SHA-256 of its secret. */
const ADD_OWNER: Statement = {
  name: 'registry.add_owner',
  text: `
    select case when ${isKeyOf('$2', '$8')} then registry.add_owner($1, $2, $3, $4, $5, $6, $7) else 'key_wanted' end
           as outcome`,
};

/** An owner that is wanted, and the live key of an admin that it is made with. */
export interface WantedOwner {
  readonly ownerId: string;
  readonly name: string;
  readonly by: KeyParts;
  readonly admin: { readonly ownerId: string; readonly person?: Person | undefined };
  readonly now: Date;
}

/** What owners who are marked admin may do: see all owners, and add others. */
export class Admins {
  constructor(private readonly pool: Pool) {}

  async isAdmin(ownerId: string): Promise<boolean> {
    const [owner] = await run<{ readonly isAdmin: boolean }>(this.pool, IS_ADMIN, [ownerId]);
    return owner?.isAdmin === true;
  }

  owners(): Promise<readonly OwnerSummary[]> {
    return run<OwnerSummary>(this.pool, LIST_OWNERS, []);
  }

  /** Adds an owner with a first key. `key_wanted` without a live key of the admin who asks. */
  add({ ownerId, name, by, admin, now }: WantedOwner): Promise<KeyParts | 'key_wanted' | 'name_taken'> {
    const parts = makeKeyParts();
    const made = [ownerId, name, parts.keyId, digestOf(parts.secret)];
    const values = [admin.ownerId, by.keyId, by.secret, ...made, admin.person?.personId];
    return inTransaction(this.pool, async (client) => {
      type Outcome = { readonly outcome: 'key_wanted' | 'name_taken' | 'added' };
      const [row] = await run<Outcome>(client, ADD_OWNER, values);
      const outcome = row?.outcome ?? 'key_wanted';
      if (outcome !== 'added') return outcome;
      // The new one is not told whose key it was: to it an admin is the operator.
      const begin = { ownerId, actor: { kind: 'operator' }, now } as const;
      await recordMeshEvents(client, [
        meshEvent('OwnerCreated', ownerId, byOwner({ ...admin, keyId: by.keyId }, now), { name }),
        meshEvent('OwnerCreated', ownerId, begin, { name }),
        meshEvent('OwnerKeyCreated', parts.keyId, begin, { keyId: parts.keyId }),
      ]);
      return parts;
    });
  }
}
