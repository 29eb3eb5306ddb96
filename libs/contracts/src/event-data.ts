import { z } from 'zod';
import {
  APPROVALS,
  type DeviceRegisteredEvent,
  LIVE_KINDS,
  type MeshEventData,
  type MeshNode,
  NODE_ROLES,
  type PairingEvent,
  type PairingEventType,
  type PairingFailedEvent,
  PERSON_ROLES,
  type PinVerifiedEvent,
  SIGN_INS,
  TOUCH_RULES,
  WEBHOOK_CHANGES,
  WEBHOOK_SHAPES,
} from '@meshpair/domain';
import type { CloudEvent } from './cloud-event.js';
import { FailureReasonSchema } from './failure.js';
import { Id, Timestamp } from './fields.js';
import { ExistingDevice } from './problem.js';

const Device = z.object({
  name: z.string(),
  ip: z.string(),
  platform: z.string().optional(),
  port: z.int().optional(),
  nodeId: z.string().optional(),
  publicKey: z.string().optional(),
  keyProven: z.boolean().optional(),
});

const Node = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(NODE_ROLES),
  ip: z.string(),
  port: z.int().optional(),
  platform: z.string().optional(),
  publicKey: z.string().optional(),
  keyProven: z.boolean().optional(),
  permissions: z.array(z.string()),
  tags: z.array(z.string()).optional(),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
  lastSeenAt: z.coerce.date().optional(),
  ephemeralSeconds: z.int().optional(),
  setupKeyId: z.string().optional(),
}) satisfies z.ZodType<MeshNode>;

const PinVerified = z.object({
  nodeId: z.string(),
  sessionId: z.string(),
  device: Device,
  permissions: z.array(z.string()),
  claimDigest: z.string().optional(),
  ipConflict: z
    .union([
      z.object({ action: z.enum(['reject', 'allow']) }),
      z.object({ action: z.literal('replace'), nodeId: z.string() }),
    ])
    .optional(),
  approval: z.enum(APPROVALS).optional(),
  setupKeyId: Id.optional(),
});

const DeviceRegistered = z.object({
  node: Node,
  peerTokenId: z.string(),
  sessionId: z.string(),
  replacedNodeId: z.string().optional(),
});

const PairingFailed = z.object({
  reason: FailureReasonSchema,
  stateAtFailure: z.enum(LIVE_KINDS),
});

/** The `data` of each event of a pairing. */
export const EVENT_DATA = {
  TokenCreated: z.object({
    permissions: z.array(z.string()),
    label: z.string().optional(),
    expiresAt: z.coerce.date(),
    approval: z.enum(APPROVALS).optional(),
    setupKeyId: Id.optional(),
  }),
  DeviceScanned: z.object({ device: Device, existingDevices: z.array(ExistingDevice).optional() }),
  PinGenerated: z.object({ attemptsLeft: z.int(), expiresAt: z.coerce.date() }),
  PinVerified,
  DeviceRegistered,
  PairingFailed,
} as const satisfies { readonly [Type in PairingEventType]: z.ZodType<DataOf<Type>> };

type DataOf<Type extends PairingEventType> = Extract<PairingEvent, { readonly type: Type }>['data'];

const NamedNode = z.strictObject({ nodeId: Id, name: z.string() });
const OwnerKeyRef = z.strictObject({ keyId: Id });
const SignInRef = z.strictObject({
  keyId: Id.optional(),
  passkeyId: Id.optional(),
  accountId: Id.optional(),
});
const AccountRef = z.strictObject({ accountId: Id, issuer: z.string(), label: z.string() });
const PasskeyRef = z.strictObject({ passkeyId: Id, name: z.string() });
const WebhookRef = z.strictObject({ webhookId: Id, origin: z.string() });
const Named = z.strictObject({ name: z.string(), role: z.enum(PERSON_ROLES) });
const Invited = Named.extend({ invitationId: Id });
const PersonRef = Named.extend({ personId: Id });
const SuspendedNode = NamedNode.extend({ removalId: Id });
const PeerRules = z.array(z.strictObject({ from: z.string(), to: z.string() }));
const ArrivedNode = NamedNode.extend({
  ip: z.string(),
  platform: z.string().optional(),
  sessionId: Id,
  peerTokenId: Id,
});
const SetupKeyRef = z.strictObject({ setupKeyId: Id, label: z.string().optional() });
const PeerTokenRef = z.strictObject({ nodeId: Id, peerTokenId: Id });

/** The `data` of each event of the mesh. */
export const MESH_EVENT_DATA: { readonly [Type in keyof MeshEventData]: z.ZodType<MeshEventData[Type]> } = {
  PinRejected: z.strictObject({ attemptsLeft: z.int() }),
  CodeUsedAgain: z.strictObject({ device: z.strictObject({ name: z.string(), ip: z.string() }) }),
  NodeRenamed: NamedNode.extend({ previousName: z.string() }),
  NodePermissionsChanged: NamedNode.extend({
    permissions: z.array(z.string()),
    previousPermissions: z.array(z.string()),
  }),
  NodeTagsChanged: NamedNode.extend({ tags: z.array(z.string()), previousTags: z.array(z.string()) }),
  NodeTunnelChanged: NamedNode.extend({
    wireguardKey: z.string().nullable(),
    previousWireguardKey: z.string().nullable(),
    endpoints: z.array(z.string()),
  }),
  NodeSuspended: SuspendedNode,
  NodeRestored: SuspendedNode,
  NodeRemoved: SuspendedNode.partial({ removalId: true }).extend({ unseenSince: Timestamp.optional() }),
  NodeLeft: NamedNode,
  NodeJoined: ArrivedNode.extend({
    setupKeyId: Id,
    permissions: z.array(z.string()),
    tags: z.array(z.string()),
    isEphemeral: z.boolean(),
  }),
  NodeReturned: ArrivedNode,
  PeerTokenRefreshed: PeerTokenRef,
  PeerTokenReused: PeerTokenRef,
  TokenRevoked: z.strictObject({ nodeId: Id, use: z.enum(['session', 'peer']), tokenId: Id }),
  PeerPolicyChanged: z.strictObject({ rules: PeerRules, previousRules: PeerRules }),
  ConsoleSignedIn: SignInRef.extend({ by: z.enum(SIGN_INS) }),
  ConsoleSignedOut: SignInRef,
  ConsoleRefused: OwnerKeyRef.extend({ refused: z.int() }),
  LimitReached: z.strictObject({ limit: z.string(), refused: z.int() }),
  StrangersRefused: z.strictObject({ unauthorized: z.int(), unknownCode: z.int(), tooMany: z.int() }),
  OwnerCreated: z.strictObject({ name: z.string() }),
  OwnerKeyCreated: OwnerKeyRef,
  OwnerKeyRevoked: OwnerKeyRef.extend({ endsAt: Timestamp }),
  OwnerAdminChanged: z.strictObject({ isAdmin: z.boolean() }),
  PersonInvited: Invited.extend({ expiresAt: Timestamp }),
  InvitationRevoked: Invited,
  PersonJoined: PersonRef.extend({ invitationId: Id, keyId: Id }),
  PersonChanged: PersonRef.extend({ previousName: z.string(), previousRole: z.enum(PERSON_ROLES) }),
  PersonRemoved: PersonRef,
  PasskeyAdded: PasskeyRef,
  PasskeyRemoved: PasskeyRef,
  PasskeyRefused: PasskeyRef,
  AccountLinked: AccountRef,
  AccountUnlinked: AccountRef,
  TouchRuleChanged: z.strictObject({ rule: z.enum(TOUCH_RULES) }),
  DeviceCodeRuleChanged: z.strictObject({ otherNetworks: z.boolean(), fillFromLink: z.boolean() }),
  SetupKeyMade: SetupKeyRef.extend({
    uses: z.int(),
    expiresAt: Timestamp,
    permissions: z.array(z.string()),
    tags: z.array(z.string()),
    isEphemeral: z.boolean(),
    asksOwner: z.boolean(),
  }),
  SetupKeyRevoked: SetupKeyRef,
  AuditKeyCreated: OwnerKeyRef.extend({ name: z.string() }),
  AuditKeyRevoked: OwnerKeyRef.extend({ name: z.string() }),
  WebhookCreated: WebhookRef.extend({ shape: z.enum(WEBHOOK_SHAPES), events: z.array(z.string()) }),
  WebhookChanged: WebhookRef.extend({ changes: z.array(z.enum(WEBHOOK_CHANGES)) }),
  WebhookRemoved: WebhookRef,
  WebhookDisabled: WebhookRef.extend({ reason: z.enum(['gone', 'failing']) }),
};

/** An event whose data is not of its type; the message names the fields. No further try can read it. */
export class MalformedEvent extends Error {
  override readonly name = 'MalformedEvent';
}

function dataOf<Data>(shape: z.ZodType<Data>, event: CloudEvent): Data {
  const data = shape.safeParse(event.data);
  if (data.success) return data.data;
  const fields = data.error.issues.map(({ path }) => path.join('.') || 'data');
  throw new MalformedEvent(`not the data of a ${event.type}: ${fields.join(', ')}`);
}

const envelopeOf = (
  event: CloudEvent,
): { pairingId: string; ownerId: string; sequence: number; occurredAt: Date } => ({
  pairingId: event.subject,
  ownerId: event.ownerid,
  sequence: event.sequence,
  occurredAt: new Date(event.time),
});

/** Reads the domain event back from its wire form. Throws `MalformedEvent`. */
export const readPinVerified = (event: CloudEvent): PinVerifiedEvent => ({
  ...envelopeOf(event),
  type: 'PinVerified',
  data: dataOf(EVENT_DATA.PinVerified, event),
});

/** As `readPinVerified`, for `DeviceRegistered`. */
export const readDeviceRegistered = (event: CloudEvent): DeviceRegisteredEvent => ({
  ...envelopeOf(event),
  type: 'DeviceRegistered',
  data: dataOf(EVENT_DATA.DeviceRegistered, event),
});

/** As `readPinVerified`, for `PairingFailed`. */
export const readPairingFailed = (event: CloudEvent): PairingFailedEvent => ({
  ...envelopeOf(event),
  type: 'PairingFailed',
  data: dataOf(EVENT_DATA.PairingFailed, event),
});
