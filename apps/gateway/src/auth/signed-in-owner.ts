import type { FastifyRequest } from 'fastify';
import type { ActingPerson, KeyHolder, Owner } from '@meshpair/contracts';
import { type PersonRole, roleOf, type TouchRule } from '@meshpair/domain';

/** An owner, the key, passkey or linked account that signs it in or has opened its console, and who of its mesh that is. */
export interface SignedInOwner extends Owner {
  readonly keyId?: string | undefined;
  /** Absent for the founder. */
  readonly person?: ActingPerson | undefined;
  readonly role: PersonRole;
  /** Whether it wants a touch of a passkey for each PIN; not of an auditor's. */
  readonly touchRule?: TouchRule;
  /** The owner is marked so; not of an auditor's. */
  readonly isAdmin?: boolean;
}

/** Who does something, as commands are told. */
export type ActingOwner = Pick<SignedInOwner, 'ownerId' | 'keyId' | 'person'>;

export const signedIn = (holder: KeyHolder, keyId: string | undefined): SignedInOwner => ({
  ...holder,
  keyId,
  role: roleOf(holder.person),
});

/** A request, and the owner that a guard has found. */
export interface OwnedRequest extends FastifyRequest {
  owner?: SignedInOwner;
}
