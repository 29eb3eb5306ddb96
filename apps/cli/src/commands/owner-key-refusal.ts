import type { OwnerKeyRefusal } from '@meshpair/persistence';
import { CommandFailure, EXIT } from '../exit-codes.js';

type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: OwnerKeyRefusal };

/** The value of a result. Throws a `CommandFailure` that says why there is none. */
export function accepted<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new CommandFailure(inWords(result.error), EXIT.refused, result.error.kind);
}

function inWords(refusal: OwnerKeyRefusal): string {
  switch (refusal.kind) {
    case 'not_found':
      return `There is no owner or key ${refusal.reference}: meshpair owners list shows the owners`;
    case 'ambiguous':
      return `Several owners are called ${refusal.reference}: give an id, ${refusal.ownerIds.join(' or ')}`;
    case 'name_taken':
      return `There is an owner ${refusal.name} already (${refusal.ownerId}): rotate gives it a new key`;
    case 'revoked':
      return `The key ${refusal.keyId} is revoked already`;
  }
}
