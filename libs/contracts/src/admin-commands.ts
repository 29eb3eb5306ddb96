import { z } from 'zod';
import { command } from './command.js';
import { Id, Timestamp } from './fields.js';
import { Name } from './name.js';
import { ByOwner, OwnerKey } from './owner-commands.js';

/** An owner, as admins see it: nothing of its mesh but how many devices it has. */
export const OwnerSummary = z
  .object({
    ownerId: Id,
    name: z.string(),
    createdAt: Timestamp,
    devices: z.int(),
    liveKeys: z.int(),
    isAdmin: z.boolean(),
  })
  .meta({ id: 'OwnerSummary' });
export type OwnerSummary = z.infer<typeof OwnerSummary>;

/** `key` is a live key of the admin who asks: what lets somebody in is made with one. */
export const AddOwnerBody = z.strictObject({ name: Name, key: OwnerKey.optional() });
export type AddOwnerBody = z.infer<typeof AddOwnerBody>;

/** A new owner, with its first key, in this answer only. */
export const AddedOwner = z
  .object({ ownerId: Id, name: z.string(), keyId: Id, key: z.string() })
  .meta({ id: 'AddedOwner' });
export type AddedOwner = z.infer<typeof AddedOwner>;

/** Refuses who is no admin with `forbidden`. */
export const listOwners = command(
  'registry.owner.list',
  ByOwner,
  z.object({ items: z.array(OwnerSummary).readonly() }),
);

/**
 * Refuses who is no admin with `forbidden`, a key that is no live one of who asks with `invalid_request`, and a name that
 * is taken with `conflict`.
 */
export const addOwner = command(
  'registry.owner.add',
  ByOwner.extend({ ...AddOwnerBody.shape, key: OwnerKey }),
  AddedOwner,
);
