import type { FastifyRequest } from 'fastify';
import type { Owner } from '@meshpair/contracts';
import type { TouchRule } from '@meshpair/domain';

/** An owner, and the key that signs it in, or the key, passkey or linked account that its console was opened by. */
export interface SignedInOwner extends Owner {
  readonly keyId?: string | undefined;
  /** Whether it wants a touch of a passkey for each PIN; not of an auditor's. */
  readonly touchRule?: TouchRule;
}

/** A request, and the owner that a guard has found. */
export interface OwnedRequest extends FastifyRequest {
  owner?: SignedInOwner;
}
