import { z } from 'zod';
import { EPHEMERAL_SECONDS, SETUP_KEY, SETUP_KEY_CONFLICTS, SETUP_KEY_FORM } from '@meshpair/domain';
import { command } from './command.js';
import { Thumbprint } from './device-credentials.js';
import { ClientAddress, Id, KeyBytes, Permissions, Platform, Port, Tags, Timestamp } from './fields.js';
import { Name } from './name.js';
import { ByOwner, OfPerson, OwnerKey } from './owner-commands.js';
import { ClaimedTokens } from './views.js';

/** What devices join with that nobody watches. */
export const SetupKeyText = z.string().regex(SETUP_KEY, `must be ${SETUP_KEY_FORM}`);

export const SETUP_KEY_SECONDS = { min: 60, max: 366 * 86_400, standard: 86_400 } as const;
export const SETUP_KEY_USES = { max: 10_000, standard: 1 } as const;

/** What a setup key gives, as far as its maker says so. */
const Wanted = z.strictObject({
  /** A word of the owner's own. */
  label: Name.optional(),
  /** Devices that it lets in; one unless told. */
  uses: z.int().min(1).max(SETUP_KEY_USES.max).optional(),
  /** A day unless told. */
  ttlSeconds: z.int().min(SETUP_KEY_SECONDS.min).max(SETUP_KEY_SECONDS.max).optional(),
  permissions: Permissions.optional(),
  tags: Tags.optional(),
  /** A device that is unseen for so long is removed; it stays unless told. */
  ephemeralSeconds: z.int().min(EPHEMERAL_SECONDS.min).max(EPHEMERAL_SECONDS.max).optional(),
  /** Each device waits until its owner approves it. */
  asksOwner: z.boolean().optional(),
  /** What becomes of a device at the address of another; `allow` unless told. */
  onIpConflict: z.enum(SETUP_KEY_CONFLICTS).optional(),
});

/** `key` is a live key of who makes it: what lets somebody in is made with one. */
export const MakeSetupKeyBody = Wanted.extend({ key: OwnerKey.optional() });
export type MakeSetupKeyBody = z.infer<typeof MakeSetupKeyBody>;

/** A setup key, without its secret. */
export const SetupKeyView = z
  .object({
    setupKeyId: Id,
    label: z.string().nullable(),
    uses: z.int(),
    used: z.int(),
    permissions: Permissions,
    tags: Tags,
    ephemeralSeconds: z.int().nullable(),
    asksOwner: z.boolean(),
    onIpConflict: z.enum(SETUP_KEY_CONFLICTS),
    createdAt: Timestamp,
    expiresAt: Timestamp,
    revokedAt: Timestamp.nullable(),
    lastUsedAt: Timestamp.nullable(),
    /** It lets another device in: not used up, in time, not revoked, and made with a key that still counts. */
    isLive: z.boolean(),
    /** Who made it. */
    person: OfPerson,
  })
  .meta({ id: 'SetupKey' });
export type SetupKeyView = z.infer<typeof SetupKeyView>;

/** A new one, with the key itself, in this answer only. */
export const MadeSetupKey = SetupKeyView.extend({ setupKey: z.string() });
export type MadeSetupKey = z.infer<typeof MadeSetupKey>;

/** What a device says of itself that joins by its own key. */
export const JoiningDevice = z.strictObject({
  name: Name,
  platform: Platform.optional(),
  port: Port.optional(),
  /** Which of its nodes, where its key is of several meshes. */
  nodeId: Id.optional(),
});

export const JoinBody = z.strictObject({ setupKey: SetupKeyText.optional(), device: JoiningDevice });
export type JoinBody = z.infer<typeof JoinBody>;

/** Refuses a key that is no live one of who makes it with `invalid_request`. */
export const makeSetupKey = command(
  'registry.setup-key.make',
  ByOwner.extend({ ...Wanted.shape, key: OwnerKey }),
  MadeSetupKey,
);

/** The newest first; those that have ended stay for thirty days. */
export const listSetupKeys = command(
  'registry.setup-key.list',
  z.strictObject({ ownerId: Id }),
  z.object({ items: z.array(SetupKeyView).readonly() }),
);

/** Lets no more devices in; those that it has let in stay. Refuses one that is not there or has been revoked with `not_found`. */
export const revokeSetupKey = command(
  'registry.setup-key.revoke',
  ByOwner.extend({ setupKeyId: Id }),
  SetupKeyView,
);

/** A device that an owner is to approve: all that its pairing begins with. */
export const AskedJoin = z.object({
  ownerId: Id,
  setupKeyId: Id,
  label: z.string().nullable(),
  permissions: Permissions,
});
export type AskedJoin = z.infer<typeof AskedJoin>;

/**
 * A device joins by its own key, which the gateway has seen proven, and a setup key, or comes back. `joined` is a node with its
 * tokens; `asked` one that waits for its owner, of whom the registry keeps nothing. Refuses with `setup_key_not_found`,
 * `setup_key_ended`, `setup_key_used_up`, `node_removed`, `ip_conflict` and `device_limit`: none of them uses the key.
 */
export const joinMesh = command(
  'registry.join',
  z.strictObject({ ...JoinBody.shape, publicKey: KeyBytes, provenKey: Thumbprint, ip: ClientAddress }),
  z.union([z.object({ joined: ClaimedTokens }), z.object({ asked: AskedJoin })]),
);
