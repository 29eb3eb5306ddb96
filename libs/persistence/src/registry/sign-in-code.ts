import { randomBytes } from 'node:crypto';
import { digestOf } from '@meshpair/contracts';
import { ok, refuse, type Result } from '@meshpair/domain';
import { onRegistryOf } from '../data-source.js';
import { databaseTime } from '../database-clock.js';
import { findOwner, type OwnerKeyRefusal } from './owner-keys.js';
import type { OwnerRecord } from './owners.js';
import { PostgresConsoleSessions } from './postgres-console-sessions.js';

const VALID_MS = 3_600_000;

/** A code that signs a console of `owner` in, once and until `expiresAt`; only its digest is kept. */
export interface MadeSignInCode {
  readonly owner: OwnerRecord;
  readonly code: string;
  readonly expiresAt: Date;
}

/** `no_key`: a session ends with the key that it came from, and there is no live one; no `owner` for the first. */
export type SignInCodeRefusal =
  OwnerKeyRefusal | { readonly kind: 'no_key'; readonly owner: OwnerRecord | undefined };

/** Makes a code for an owner, by id or name; for the first one unless told. On a connection of its own. */
export const makeSignInCode = (
  databaseUrl: string,
  reference?: string,
): Promise<Result<MadeSignInCode, SignInCodeRefusal>> =>
  onRegistryOf(databaseUrl, async (pool) => {
    const found = reference === undefined ? ok(undefined) : await findOwner(pool, reference);
    if (!found.ok) return found;
    const code = randomBytes(32).toString('base64url');
    const now = await databaseTime(pool);
    const expiresAt = new Date(now.getTime() + VALID_MS);
    const consoles = new PostgresConsoleSessions(pool);
    const owner = await consoles.addSignInCode(digestOf(code), now, expiresAt, found.value?.ownerId);
    return owner ? ok({ owner, code, expiresAt }) : refuse({ kind: 'no_key', owner: found.value });
  });
