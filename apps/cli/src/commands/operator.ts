import { Name } from '@meshpair/contracts';
import type { SignInCodeRefusal } from '@meshpair/persistence';
import { readSettings } from '@meshpair/settings';
import { runningMesh } from '../api/connection.js';
import { CommandFailure, EXIT } from '../exit-codes.js';

/** `DATABASE_URL`, else the database of the `npm start` that runs from `DATA_DIR`. */
export async function meshDatabaseUrl(): Promise<string> {
  const databaseUrl = readSettings(process.env).DATABASE_URL ?? (await runningMesh())?.databaseUrl;
  if (databaseUrl !== undefined) return databaseUrl;
  throw new CommandFailure(
    'No mesh found: set DATABASE_URL, or let npm start run (DATA_DIR says where)',
    EXIT.unavailable,
    'no_mesh',
  );
}

/** A name as the mesh keeps it. */
export function nameFrom(text: string): string {
  const name = Name.safeParse(text);
  if (name.success) return name.data;
  throw new CommandFailure(
    `The name ${name.error.issues[0]?.message ?? 'is not valid'}`,
    EXIT.usage,
    'usage',
  );
}

type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: SignInCodeRefusal };

/** The value of a result. Throws a `CommandFailure` that says why there is none. */
export function accepted<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new CommandFailure(inWords(result.error), EXIT.refused, result.error.kind);
}

function inWords(refusal: SignInCodeRefusal): string {
  switch (refusal.kind) {
    case 'not_found':
      return `There is no owner or key ${refusal.reference}: meshpair owners list shows the owners`;
    case 'ambiguous':
      return `Several owners are called ${refusal.reference}: give an id, ${refusal.ownerIds.join(' or ')}`;
    case 'name_taken':
      return `There is an owner ${refusal.name} already (${refusal.ownerId}): rotate gives it a new key`;
    case 'revoked':
      return `The key ${refusal.keyId} is revoked already`;
    case 'no_key':
      return refusal.owner === undefined
        ? 'The first owner has no live key (meshpair owners rotate makes one), or there is no owner yet'
        : `${refusal.owner.name} has no live key: meshpair owners rotate ${refusal.owner.ownerId} makes one`;
  }
}
