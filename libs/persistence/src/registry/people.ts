import type { Pool, PoolClient } from 'pg';
import { digestOf } from '@meshpair/contracts';
import {
  byOwner,
  type KeyParts,
  type MeshEvent,
  meshEvent,
  type Occasion,
  type Person,
  type PersonRole,
} from '@meshpair/domain';
import { makeKeyParts } from '../owner-key.js';
import { run } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { OPEN_BY_KEY } from './console-session-statements.js';
import type { NewConsoleSession } from './console-sessions.js';
import { recordMeshEvents } from './mesh-events.js';
import { endsOf, type OwnerKeyRecord } from './owner-keys.js';
import * as statements from './person-statements.js';

export interface PersonRecord extends Person {
  readonly joinedAt: Date;
}

export interface InvitationRecord {
  readonly invitationId: string;
  readonly name: string;
  readonly role: PersonRole;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface OpenInvitation extends InvitationRecord {
  readonly ownerName: string;
  /** Null for the founder. */
  readonly invitedBy: string | null;
}

/** Somebody who is to be invited; `key` is one of the person who asks. */
export interface WantedPerson {
  readonly invitationId: string;
  readonly codeDigest: string;
  readonly name: string;
  readonly role: PersonRole;
  readonly seconds: number;
  readonly key: KeyParts;
}

/** What becomes of a person; for a role that may do more, with a key of the person who asks. */
export interface PersonChange {
  readonly name?: string | undefined;
  readonly role?: PersonRole | undefined;
  readonly key?: KeyParts | undefined;
}

interface AcceptedInvitation {
  readonly invitationId: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly name: string;
  readonly role: PersonRole;
  readonly joinedAt: Date;
}

export interface NewPerson extends AcceptedInvitation, KeyParts {
  readonly personId: string;
}

/** The people of meshes, and who is invited. What lets somebody in is done by functions that want a secret. */
export class People {
  constructor(private readonly pool: Pool) {}

  list(ownerId: string): Promise<readonly PersonRecord[]> {
    return run<PersonRecord>(this.pool, statements.LIST_PEOPLE, [ownerId]);
  }

  /** Undefined where there is no such person, `key_wanted` for a role that may do more without a key of who asks. */
  change(
    personId: string,
    { name, role, key }: PersonChange,
    asking: Person | undefined,
    occasion: Occasion,
  ): Promise<PersonRecord | 'key_wanted' | undefined> {
    const { ownerId } = occasion;
    return inTransaction(this.pool, async (client) => {
      const before = await lockPerson(client, ownerId, personId);
      if (!before) return undefined;
      const after = { ...before, name: name ?? before.name, role: role ?? before.role };
      if (after.role !== before.role && !(await changeRole(client, { ...after, ownerId }, key, asking)))
        return 'key_wanted';
      if (after.name !== before.name) await run(client, statements.RENAME_PERSON, [personId, after.name]);
      await recordMeshEvents(client, changesOf(before, after, occasion));
      return after;
    });
  }

  /** Ends all that signs the person in too, and with the keys the invitations. Undefined where there is no such person. */
  remove(personId: string, occasion: Occasion): Promise<PersonRecord | undefined> {
    return inTransaction(this.pool, async (client) => {
      const person = await lockPerson(client, occasion.ownerId, personId);
      if (!person) return undefined;
      type Ended = Pick<OwnerKeyRecord, 'keyId' | 'endsAt'>;
      const keys = await run<Ended>(client, statements.END_KEYS_OF_PERSON, [personId]);
      for (const statement of statements.END_CREDENTIALS_OF_PERSON) await run(client, statement, [personId]);
      await run(client, statements.REMOVE_PERSON, [personId]);
      const removed = meshEvent('PersonRemoved', personId, occasion, publicOf(person));
      await recordMeshEvents(client, [removed, ...endsOf(keys, occasion)]);
      return person;
    });
  }

  /** Undefined where the key is not a live one of the person who asks, who is an owner. */
  invite(
    wanted: WantedPerson,
    asking: Person | undefined,
    occasion: Occasion,
  ): Promise<InvitationRecord | undefined> {
    const { invitationId, codeDigest, name, role, seconds, key } = wanted;
    const invited = [invitationId, codeDigest, name, role, seconds];
    const values = [occasion.ownerId, key.keyId, key.secret, ...invited, asking?.personId];
    return inTransaction(this.pool, async (client) => {
      type Times = Pick<InvitationRecord, 'createdAt' | 'expiresAt'>;
      const [times] = await run<Times>(client, statements.INVITE, values);
      if (!times) return undefined;
      const expiresAt = times.expiresAt.toISOString();
      const event = meshEvent('PersonInvited', invitationId, occasion, {
        invitationId,
        name,
        role,
        expiresAt,
      });
      await recordMeshEvents(client, [event]);
      return { invitationId, name, role, ...times };
    });
  }

  /** Those that can be accepted. */
  invitations(ownerId: string): Promise<readonly InvitationRecord[]> {
    return run<InvitationRecord>(this.pool, statements.LIST_INVITATIONS, [ownerId]);
  }

  async findInvitation(codeDigest: string): Promise<OpenInvitation | undefined> {
    const [invitation] = await run<OpenInvitation>(this.pool, statements.FIND_INVITATION, [codeDigest]);
    return invitation;
  }

  /** Undefined where there is none that can be accepted. */
  revokeInvitation(invitationId: string, occasion: Occasion): Promise<InvitationRecord | undefined> {
    return inTransaction(this.pool, async (client) => {
      const values = [occasion.ownerId, invitationId];
      const [revoked] = await run<InvitationRecord>(client, statements.REVOKE_INVITATION, values);
      if (!revoked) return undefined;
      const { name, role } = revoked;
      const data = { invitationId, name, role };
      await recordMeshEvents(client, [meshEvent('InvitationRevoked', invitationId, occasion, data)]);
      return revoked;
    });
  }

  /** Makes the person, a key and a console, once; undefined for a code that is none, or no longer. */
  accept(code: string, personId: string, session: NewConsoleSession): Promise<NewPerson | undefined> {
    const parts = makeKeyParts();
    const { keyId } = parts;
    const values = [code, personId, keyId, digestOf(parts.secret)];
    return inTransaction(this.pool, async (client) => {
      const [accepted] = await run<AcceptedInvitation>(client, statements.ACCEPT_INVITATION, values);
      if (!accepted) return undefined;
      const { sessionDigest, now, expiresAt, name: browser } = session;
      await run(client, OPEN_BY_KEY, [sessionDigest, keyId, now, expiresAt, browser]);
      const { invitationId, ownerId, name, role } = accepted;
      const person = { personId, name, role };
      const occasion = byOwner({ ownerId, keyId, person }, now);
      await recordMeshEvents(client, [
        meshEvent('PersonJoined', personId, occasion, { ...person, invitationId, keyId }),
        meshEvent('OwnerKeyCreated', keyId, occasion, { keyId }),
        meshEvent('ConsoleSignedIn', ownerId, occasion, { by: 'code', keyId }),
      ]);
      return { ...accepted, ...parts, personId };
    });
  }
}

async function lockPerson(
  client: PoolClient,
  ownerId: string,
  personId: string,
): Promise<PersonRecord | undefined> {
  const [person] = await run<PersonRecord>(client, statements.LOCK_PERSON, [ownerId, personId]);
  return person;
}

const publicOf = ({ personId, name, role }: Person): Person => ({ personId, name, role });

/** False where it takes a key of the person who asks, who is an owner. */
async function changeRole(
  client: PoolClient,
  { ownerId, personId, role }: PersonRecord & { readonly ownerId: string },
  key: KeyParts | undefined,
  asking: Person | undefined,
): Promise<boolean> {
  const values = [ownerId, personId, role, key?.keyId, key?.secret, asking?.personId];
  const [done] = await run<{ isChanged: boolean }>(client, statements.CHANGE_ROLE, values);
  return done?.isChanged === true;
}

function changesOf(before: Person, after: Person, occasion: Occasion): readonly MeshEvent[] {
  if (after.name === before.name && after.role === before.role) return [];
  const previous = { previousName: before.name, previousRole: before.role };
  return [meshEvent('PersonChanged', after.personId, occasion, { ...publicOf(after), ...previous })];
}
