import type { Owner } from '@meshpair/contracts';

/** An owner, and the key that signs it in, or that its console was opened by. */
export interface SignedInOwner extends Owner {
  readonly keyId?: string | undefined;
}
