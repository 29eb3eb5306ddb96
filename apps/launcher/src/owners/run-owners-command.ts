import type { OwnerKeyRefusal, OwnerKeys } from '@meshpair/persistence';
import { v7 as uuid } from 'uuid';
import type { OwnersCommand } from './owners-command.js';
import { keysText, madeKeyText, ownersText, revokedText } from './owners-text.js';

/** What a command came to: as data for `--json`, and as text. */
export type OwnersOutcome =
  | { readonly ok: true; readonly data: unknown; readonly text: string }
  | { readonly ok: false; readonly data: OwnerKeyRefusal; readonly text: string };

/** Does what the operator asks for. */
export async function runOwnersCommand(
  keys: OwnerKeys,
  command: Exclude<OwnersCommand, { readonly kind: 'help' }>,
): Promise<OwnersOutcome> {
  switch (command.kind) {
    case 'list': {
      const owners = await keys.list();
      return { ok: true, data: owners, text: ownersText(owners) };
    }
    case 'create':
      return outcomeOf(await keys.create(uuid(), command.name), madeKeyText);
    case 'keys':
      return outcomeOf(await keys.keys(command.owner), keysText);
    case 'rotate':
      return outcomeOf(await keys.rotate(command.reference, command.graceSeconds), madeKeyText);
    case 'revoke':
      return outcomeOf(await keys.revoke(command.keyId), revokedText);
  }
}

type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: OwnerKeyRefusal };

const outcomeOf = <T>(result: Result<T>, textOf: (value: T) => string): OwnersOutcome =>
  result.ok
    ? { ok: true, data: result.value, text: textOf(result.value) }
    : { ok: false, data: result.error, text: refusalText(result.error) };

function refusalText(refusal: OwnerKeyRefusal): string {
  switch (refusal.kind) {
    case 'not_found':
      return `There is no owner or key ${refusal.reference}: npm run owners -- list shows the owners`;
    case 'ambiguous':
      return `Several owners are called ${refusal.reference}: give an id, ${refusal.ownerIds.join(' or ')}`;
    case 'name_taken':
      return `There is an owner ${refusal.name} already (${refusal.ownerId}): rotate gives it a new key`;
    case 'revoked':
      return `The key ${refusal.keyId} is revoked already`;
  }
}
