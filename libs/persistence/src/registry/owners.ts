import type { Person, TouchRule } from '@meshpair/domain';

export interface OwnerRecord {
  readonly ownerId: string;
  readonly name: string;
}

/** Who a key signs in: its owner, and the person whose it is; null for the founder. With what is wanted of who verifies a PIN. */
export interface KeyHolder extends OwnerRecord {
  readonly person: Person | null;
  readonly touchRule: TouchRule;
  readonly isAdmin: boolean;
}

/** An owner that is added with a key if there is none yet: an admin. */
export interface FirstOwner {
  readonly ownerId: string;
  readonly name: string;
  readonly keyId: string;
  readonly secretDigest: string;
  readonly now: Date;
}

/** The owners of meshes, as the services know them. */
export interface Owners {
  /** The owner of a live key, by key id and the secret's SHA-256 (compared in constant time). */
  authenticate(keyId: string, secretDigest: string): Promise<KeyHolder | undefined>;
  /** Adds an owner with a key if there is no owner yet, or returns the first one. */
  ensureFirst(owner: FirstOwner): Promise<{ readonly owner: OwnerRecord; readonly created: boolean }>;
}
