import type { Pool } from 'pg';
import { digestOf } from '@meshpair/contracts';
import { byOwner, type KeyParts, meshEvent, type Occasion, type Person } from '@meshpair/domain';
import { run, type Statement } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import { personOf } from './owner-key-statements.js';
import { PERMIT } from './passkey-statements.js';
import { type CredentialHolder, holderOn } from './passkeys.js';

/** An account of an OpenID provider that signs an owner in. */
export interface AccountRecord {
  readonly accountId: string;
  readonly ownerId: string;
  readonly issuer: string;
  readonly subject: string;
  /** What the provider called it when it was linked. */
  readonly label: string;
  readonly linkedAt: Date;
  readonly lastUsedAt: Date | null;
}

export type NewAccount = Pick<AccountRecord, 'accountId' | 'issuer' | 'subject' | 'label'>;

const COLUMNS = `
  account_id as "accountId", owner_id as "ownerId", issuer, subject, label, linked_at as "linkedAt",
  last_used_at as "lastUsedAt"`;

/** $1 owner, $2 the person whose they are, or null for the founder. */
const LIST: Statement = {
  name: 'registry.list_accounts',
  text: `
    select ${COLUMNS}
      from registry.linked_accounts
     where owner_id = $1 and person_id is not distinct from $2::text
     order by linked_at, account_id`,
};

/** $1 the secret of the permit, $2 the account. The others: whose it is at its provider. */
const LINK: Statement = {
  name: 'registry.link_account',
  text: `
    select owner_id as "ownerId", key_id as "keyId", ${personOf('linked.person_id')}
      from registry.link_account($1, $2, $3, $4, $5) as linked`,
};

/** $1 owner, $2 account, $3 person or null. */
const UNLINK: Statement = {
  name: 'registry.unlink_account',
  text: `
    delete from registry.linked_accounts
     where owner_id = $1 and account_id = $2 and person_id is not distinct from $3::text
    returning ${COLUMNS}`,
};

interface LinkedRow {
  readonly ownerId: string;
  readonly keyId: string;
  readonly person: Person | null;
}

/** The accounts that owners have linked. */
export class LinkedAccounts {
  constructor(private readonly pool: Pool) {}

  list({ ownerId, personId }: CredentialHolder): Promise<readonly AccountRecord[]> {
    return run<AccountRecord>(this.pool, LIST, [ownerId, personId]);
  }

  /** Lets one account be linked by who brings `state`, for five minutes. False where `by` is no live key of the holder. */
  async permit({ ownerId, personId }: CredentialHolder, by: KeyParts, state: string): Promise<boolean> {
    const values = [ownerId, by.keyId, by.secret, digestOf(state), 'account', personId];
    const [done] = await run<{ readonly isDone: boolean }>(this.pool, PERMIT, values);
    return done?.isDone === true;
  }

  /** Whose it is now; undefined where nobody was permitted to, or it is somebody's already. */
  link(account: NewAccount, state: string, now: Date): Promise<string | undefined> {
    const { accountId, issuer, subject, label } = account;
    return inTransaction(this.pool, async (client) => {
      const values = [state, accountId, issuer, subject, label];
      const [linked] = await run<LinkedRow>(client, LINK, values);
      if (!linked) return undefined;
      const { ownerId, keyId, person } = linked;
      const occasion = byOwner({ ownerId, keyId, person: person ?? undefined }, now);
      await recordMeshEvents(client, [
        meshEvent('AccountLinked', accountId, occasion, { accountId, issuer, label }),
      ]);
      return ownerId;
    });
  }

  /** Undefined where there is no such account of who acts. */
  unlink(accountId: string, occasion: Occasion): Promise<AccountRecord | undefined> {
    return inTransaction(this.pool, async (client) => {
      const [gone] = await run<AccountRecord>(client, UNLINK, [
        occasion.ownerId,
        accountId,
        holderOn(occasion).personId,
      ]);
      if (gone) {
        const { issuer, label } = gone;
        await recordMeshEvents(client, [
          meshEvent('AccountUnlinked', accountId, occasion, { accountId, issuer, label }),
        ]);
      }
      return gone;
    });
  }
}
