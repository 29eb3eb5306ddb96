import { z } from 'zod';
import { APPROVALS, NODE_ROLES, NODE_STATUSES, OTHER_NETWORK, PAIRING_KINDS } from '@meshpair/domain';
import { TokenType } from './device-credentials.js';
import { FailureReasonSchema } from './failure.js';
import { Cursor, Endpoints, Id, Permissions, Tags, Timestamp, WireGuardKey } from './fields.js';
import { ExistingDevice } from './problem.js';

/** A mesh node as clients see it. */
export const NodeView = z
  .object({
    id: Id,
    name: z.string(),
    role: z.enum(NODE_ROLES),
    ip: z.string(),
    port: z.int().nullable(),
    platform: z.string().nullable(),
    permissions: Permissions,
    tags: Tags,
    /** The node's own address in the tunnels of its mesh: all that peers route to it. */
    tunnelAddress: z.ipv6().nullable(),
    /** What the node has told of itself, for those who make a tunnel to it. */
    wireguardKey: WireGuardKey.nullable(),
    endpoints: Endpoints,
    createdAt: Timestamp,
    updatedAt: Timestamp,
    lastSeenAt: Timestamp.nullable(),
    /** When the node's peer token ends; for the owner only, null without a live token. */
    peerTokenExpiresAt: Timestamp.nullable().optional(),
    /** Removed when unseen for so long, null for one that stays; for the owner only, as is the setup key that it joined with. */
    ephemeralSeconds: z.int().nullable().optional(),
    setupKeyId: Id.nullable().optional(),
    /** How it stands: seen within five minutes, with its token, or being removed; for the owner only. */
    status: z.enum(NODE_STATUSES).optional(),
  })
  .meta({ id: 'Node' });
export type NodeView = z.infer<typeof NodeView>;

/** A peer token, and what it lets its device do. */
export const PeerGrant = z.object({
  peerToken: z.string(),
  tokenType: TokenType.describe(
    '`DPoP` (RFC 9449): bound to the key that was proven, and of use with it only',
  ),
  /** Seconds until the peer token expires. */
  expiresIn: z.int(),
  permissions: Permissions.readonly(),
});

export const ClaimedTokens = z
  .object({ node: NodeView, sessionToken: z.string(), ...PeerGrant.shape })
  .meta({ id: 'ClaimedTokens' });
export type ClaimedTokens = z.infer<typeof ClaimedTokens>;

export const PairingKindSchema = z.enum(PAIRING_KINDS);

/** A device as it connected, before it is a node. */
export const DeviceView = z
  .object({
    name: z.string(),
    ip: z.string(),
    platform: z.string().nullable(),
    port: z.int().nullable(),
    nodeId: Id.nullable(),
  })
  .meta({ id: 'Device' });
export type DeviceView = z.infer<typeof DeviceView>;

/** A pairing without its secrets. Fields that its state does not have are null. */
export const PairingView = z
  .object({
    pairingId: Id,
    state: PairingKindSchema,
    label: z.string().nullable(),
    permissions: Permissions,
    createdAt: Timestamp,
    expiresAt: Timestamp,
    device: DeviceView.nullable(),
    attemptsLeft: z.int().nullable(),
    /**
     * Set once a device has come that shows no PIN: the owner approves it (`POST /pairing/:id/approve`). It says by what
     * the device has come.
     */
    approval: z.enum(APPROVALS).nullable(),
    /**
     * Set for a device that showed a code, and was in another network than the console where it was typed: `refused` where
     * the owner does not allow that.
     */
    otherNetwork: z.enum(OTHER_NETWORK).nullable(),
    connectedAt: Timestamp.nullable(),
    verifiedAt: Timestamp.nullable(),
    registeredAt: Timestamp.nullable(),
    failedAt: Timestamp.nullable(),
    reason: FailureReasonSchema.nullable(),
    stateAtFailure: PairingKindSchema.nullable(),
    nodeId: Id.nullable(),
    sessionId: Id.nullable(),
    /** Whether another device tried the same token after one had connected. */
    contested: z.boolean(),
    /**
     * The owner's devices that had this one's address when it connected, 20 at most; null when nobody could tell, and
     * always for the device.
     */
    existingDevices: z.array(ExistingDevice).nullable(),
    /** The time has run out by the pairing service's clock, and the failure is still to be recorded. */
    expired: z.literal(true).optional(),
    /** Of one that is open, by the clock that judges it; not in lists. */
    secondsLeft: z.int().optional(),
    /** The sequence of the pairing's last event. */
    sequence: z.int(),
  })
  .meta({ id: 'Pairing' });
export type PairingView = z.infer<typeof PairingView>;

/** A list answer: `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(
  item: T,
): z.ZodObject<{ items: z.ZodReadonly<z.ZodArray<T>>; nextCursor: z.ZodNullable<typeof Cursor> }> =>
  z.object({ items: z.array(item).readonly(), nextCursor: Cursor.nullable() });

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** A JSON Web Key Set (RFC 7517 §5) with public keys only. */
export const JsonWebKeySet = z.object({ keys: z.array(z.record(z.string(), z.string())).readonly() });
export type JsonWebKeySet = z.infer<typeof JsonWebKeySet>;
