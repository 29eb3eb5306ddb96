import type { Occasion } from '@meshpair/domain';

/** What an owner does, by which key where that is known. */
export const byOwner = (
  { ownerId, keyId }: { readonly ownerId: string; readonly keyId?: string | undefined },
  now: Date,
): Occasion => ({ ownerId, actor: { kind: 'owner', ...(keyId !== undefined && { id: keyId }) }, now });
