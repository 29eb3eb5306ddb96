import { z } from 'zod';
import { OWNER_KEY, OWNER_KEY_FORM, PERSON_ROLES } from '@meshpair/domain';
import { command } from './command.js';
import { Id, Timestamp } from './fields.js';
import { Name } from './name.js';

/** The owner's API key. */
export const OwnerKey = z.string().regex(OWNER_KEY, `must be ${OWNER_KEY_FORM}`);

export const Owner = z.object({ ownerId: Id, name: z.string() }).meta({ id: 'Owner' });
export type Owner = z.infer<typeof Owner>;

/** A person of a mesh who acts, with the role that it has now. */
export const ActingPerson = z.strictObject({ personId: Id, name: Name, role: z.enum(PERSON_ROLES) });
export type ActingPerson = z.infer<typeof ActingPerson>;

/**
 * An owner, by which key, passkey or linked account, and which person of its mesh, if it is not the founder: for the
 * audit trail.
 */
export const ByOwner = z.strictObject({
  ownerId: Id,
  keyId: Id.optional(),
  person: ActingPerson.optional(),
});

/** Whose key or console it is; null for the founder's. */
export const OfPerson = z.object({ personId: Id, name: Name }).nullable();

/** A key of an owner, without its secret. */
export const OwnerKeyView = z
  .object({
    keyId: Id,
    createdAt: Timestamp,
    /** To the minute. */
    lastUsedAt: Timestamp.nullable(),
    /** When it ended, or will end. */
    endsAt: Timestamp.nullable(),
    isLive: z.boolean(),
    person: OfPerson,
  })
  .meta({ id: 'OwnerKey' });
export type OwnerKeyView = z.infer<typeof OwnerKeyView>;

/** A new key; `replaced` is the one that it was made with, where that ends. */
export const MadeOwnerKey = z
  .object({ keyId: Id, key: z.string(), replaced: OwnerKeyView.nullable() })
  .meta({ id: 'MadeOwnerKey' });
export type MadeOwnerKey = z.infer<typeof MadeOwnerKey>;

const OPENED_BY = ['key', 'passkey', 'account'] as const;

const MAX_GRACE_SECONDS = 30 * 86_400;

/** `replaceAfterSeconds` ends the key that the new one is made with. */
export const MakeOwnerKeyBody = z.strictObject({
  key: OwnerKey.optional(),
  replaceAfterSeconds: z.int().min(0).max(MAX_GRACE_SECONDS).optional(),
});
export type MakeOwnerKeyBody = z.infer<typeof MakeOwnerKeyBody>;

/** What a console was opened by, and ends with. */
export const OpenedBy = z
  .object({ kind: z.enum(OPENED_BY), id: Id, name: z.string().nullable() })
  .meta({ id: 'OpenedBy' });
export type OpenedBy = z.infer<typeof OpenedBy>;

/** A console of an owner that is signed in. */
export const ConsoleSessionView = z
  .object({
    sessionId: Id,
    /** What its browser says of itself. */
    name: Name.nullable(),
    openedBy: OpenedBy,
    createdAt: Timestamp,
    /** To the minute. */
    lastUsedAt: Timestamp.nullable(),
    expiresAt: Timestamp,
    person: OfPerson,
    /** The one that asks. */
    isThis: z.boolean(),
  })
  .meta({ id: 'ConsoleSessionView' });
export type ConsoleSessionView = z.infer<typeof ConsoleSessionView>;

/** SHA-256 as base64url; what it is of never leaves the gateway. */
export const Digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a SHA-256 as base64url');

const Done = z.object({ done: z.literal(true) });

/** Those of the person who asks; all for an owner. */
export const listOwnerKeys = command(
  'registry.owner-key.list',
  ByOwner,
  z.object({ items: z.array(OwnerKeyView).readonly() }),
);

/** Makes a key by a live one of the same person. Refuses another with `invalid_request`. */
export const makeOwnerKey = command(
  'registry.owner-key.make',
  ByOwner.extend({ ...MakeOwnerKeyBody.shape, key: OwnerKey }),
  MadeOwnerKey,
);

/**
 * Ends a key at once, and the consoles that it opened. Refuses with `not_found`, and the last live one of a person, or
 * the founder's for anybody else, with `conflict`.
 */
export const revokeOwnerKey = command(
  'registry.owner-key.revoke',
  ByOwner.extend({ ownerKeyId: Id }),
  OwnerKeyView,
);

/** As `listOwnerKeys`; `sessionDigest` is of the session that asks. */
export const listConsoleSessions = command(
  'registry.console.list',
  ByOwner.extend({ sessionDigest: Digest.optional() }),
  z.object({ items: z.array(ConsoleSessionView).readonly() }),
);

/** Ends one console, or all of the person but the one that asks. Refuses one that is not there with `not_found`. */
export const endConsoleSessions = command(
  'registry.console.end',
  ByOwner.extend({ sessionId: Id.optional(), sessionDigest: Digest.optional() }),
  Done,
);
