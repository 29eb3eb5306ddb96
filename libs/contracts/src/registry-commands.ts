import { z } from 'zod';
import { AUDIT_KEY, AUDIT_KEY_FORM, type RefusedRequests, TOUCH_RULES } from '@meshpair/domain';
import { command } from './command.js';
import { ByProvenKey, Confirmation, DeviceSession, Token, TokenType } from './device-credentials.js';
import {
  ClientAddress,
  Endpoints,
  Id,
  Permissions,
  Secret,
  Tags,
  Timestamp,
  WireGuardKey,
} from './fields.js';
import { Name } from './name.js';
import { NodeDetails, NodeFacets, NodePage, NodeSearch } from './node-search.js';
import { ActingPerson, ByOwner, Owner, OwnerKey } from './owner-commands.js';
import { ExistingDevice } from './problem.js';
import { Health } from './reply.js';
import { ClaimedTokens, JsonWebKeySet, NodeView, pageOf, PeerGrant } from './views.js';

export * from './account-commands.js';
export * from './admin-commands.js';
export * from './console-commands.js';
export * from './device-code-commands.js';
export { beginRenewal, renewSession, spendProof } from './device-credentials.js';
export * from './many-nodes-commands.js';
export * from './owner-commands.js';
export * from './passkey-commands.js';
export * from './people-commands.js';
export * from './setup-key-commands.js';
export * from './touch-commands.js';

/** The owner of a key, as a gateway is told, and the person whose it is, if not the founder's. */
export const KeyHolder = Owner.extend({
  person: ActingPerson.optional(),
  touchRule: z.enum(TOUCH_RULES),
  /** The owner is marked so. */
  isAdmin: z.boolean(),
}).meta({ id: 'KeyHolder' });
export type KeyHolder = z.infer<typeof KeyHolder>;

/** What an owner may change of a node, or a device of its own (its name only). */
export const UpdateNodeBody = z
  .strictObject({ name: Name.optional(), permissions: Permissions.optional(), tags: Tags.optional() })
  .refine(({ name, permissions, tags }) => (name ?? permissions ?? tags) !== undefined, {
    message: 'give name, permissions or tags',
  });
export type UpdateNodeBody = z.infer<typeof UpdateNodeBody>;

/** What a client may say of a new key for an auditor. */
export const CreateAuditKeyBody = z.strictObject({ name: Name });
export type CreateAuditKeyBody = z.infer<typeof CreateAuditKeyBody>;

/** A key of an auditor, without its secret. */
export const AuditKey = z
  .object({ keyId: Id, name: z.string(), createdAt: Timestamp, revokedAt: Timestamp.nullable() })
  .meta({ id: 'AuditKey' });
export type AuditKey = z.infer<typeof AuditKey>;

/** A new one, with the key itself. */
export const MadeAuditKey = AuditKey.extend({ key: z.string() }).meta({ id: 'MadeAuditKey' });
export type MadeAuditKey = z.infer<typeof MadeAuditKey>;

/** What a device may say of itself; a `wireguardKey` of null takes it back. */
export const UpdateMeBody = z
  .strictObject({
    name: Name.optional(),
    wireguardKey: WireGuardKey.nullable().optional(),
    endpoints: Endpoints.optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    message: 'give name, wireguardKey or endpoints',
  });
export type UpdateMeBody = z.infer<typeof UpdateMeBody>;

/** What a device may say when it refreshes by its session token: the peer token that it has. */
export const RefreshTokenBody = z.strictObject({ peerToken: Token.optional() });
export type RefreshTokenBody = z.infer<typeof RefreshTokenBody>;

export const RefreshedTokens = PeerGrant.extend({
  /** The same session under the current signing key; set when the session token that asked has an older one. */
  sessionToken: z.string().optional(),
});
export type RefreshedTokens = z.infer<typeof RefreshedTokens>;

/** RFC 7662 §2.2, with the mesh's own `token_use`, `node_id` and `owner_id`. */
export const Introspection = z.discriminatedUnion('active', [
  z.object({ active: z.literal(false) }),
  z.object({
    active: z.literal(true),
    token_type: TokenType,
    token_use: z.enum(['session', 'peer']),
    scope: z.string(),
    sub: z.string(),
    jti: z.string(),
    iss: z.string(),
    aud: z.string(),
    iat: z.int(),
    exp: z.int().optional(),
    owner_id: Id,
    cnf: Confirmation.describe('Of a bound token: the thumbprint of its key (RFC 9449 §6.2)'),
  }),
]);
export type Introspection = z.infer<typeof Introspection>;

const Done = z.object({ done: z.literal(true) });
const Removed = z.object({ removed: z.literal(true) });

const OwnersNode = z.strictObject({ ownerId: Id, nodeId: Id });
/** Who asks: an owner by id, or a device by its session token. */
const Caller = z.union([ByOwner, DeviceSession]);

/** Owners with limits, and keys, that are told of by name at once. */
export const MAX_TOLD_REFUSALS = 500;

export const REGISTRY_QUEUE = 'registry';

export const authenticateOwner = command(
  'registry.owner.authenticate',
  z.strictObject({ key: OwnerKey }),
  KeyHolder,
);

export const createAuditKey = command(
  'registry.audit-key.create',
  ByOwner.extend({ name: Name }),
  MadeAuditKey,
);

export const listAuditKeys = command(
  'registry.audit-key.list',
  z.strictObject({ ownerId: Id }),
  z.object({ items: z.array(AuditKey).readonly() }),
);

/** Ends a key at once; refuses with `not_found`. */
export const revokeAuditKey = command(
  'registry.audit-key.revoke',
  ByOwner.extend({ auditKeyId: Id }),
  AuditKey,
);

const Refused = z.int().min(0);

/** A gateway tells what it has refused since it last did, for the trail. */
export const tellRefusals = command(
  'registry.refusals.tell',
  z.strictObject({
    limits: z
      .array(z.strictObject({ ownerId: Id, limit: z.string().max(100), refused: Refused }))
      .max(MAX_TOLD_REFUSALS),
    signIns: z.array(z.strictObject({ keyId: Id, refused: Refused })).max(MAX_TOLD_REFUSALS),
    strangers: z.strictObject({ unauthorized: Refused, unknownCode: Refused, tooMany: Refused }),
  }) satisfies z.ZodType<RefusedRequests>,
  Done,
);

const ByAuditor = z.strictObject({ key: z.string().regex(AUDIT_KEY, `must be ${AUDIT_KEY_FORM}`) });

/**
 * Whose trail an auditor's key opens. One that opens several must say whose: `invalid_request`; another's than the key's
 * is `not_found`.
 */
export const authenticateAuditor = command(
  'registry.auditor.authenticate',
  ByAuditor.extend({ ownerId: Id.optional() }),
  Owner,
);

/** All whose trails an auditor's key opens. */
export const listAuditedOwners = command(
  'registry.auditor.owners',
  ByAuditor,
  z.object({ items: z.array(Owner).readonly() }),
);

export const listNodes = command(
  'registry.node.list',
  NodeSearch.extend({ ownerId: Id, after: z.string().optional(), limit: z.int().min(1).max(500) }),
  NodePage,
);

/** The platforms and tags that an owner's nodes have. */
export const readNodeFacets = command('registry.node.facets', z.strictObject({ ownerId: Id }), NodeFacets);

export const getNode = command('registry.node.get', OwnersNode, NodeDetails);

/** Who is at an address of an owner. */
export const NodesAt = z.object({
  /** Devices, not the host: 20 at most, the named one among them if it is there. */
  devices: z.array(ExistingDevice).readonly(),
  /** The owner's host, where it is the node that was named. */
  hostId: Id.nullable(),
});
export type NodesAt = z.infer<typeof NodesAt>;

/** How many addresses may be asked about at once. */
export const MOST_ADDRESS_QUESTIONS = 256;

/** Which of an owner's devices have an address; `nodeId` is one that must not be left out. */
export const AddressQuestion = z.strictObject({ ownerId: Id, ip: ClientAddress, nodeId: Id.optional() });
export type AddressQuestion = z.infer<typeof AddressQuestion>;

/** Who has each of the addresses, in the order of the questions. For the pairing service. */
export const nodesAt = command(
  'registry.node.at',
  z.strictObject({ questions: z.array(AddressQuestion).min(1).max(MOST_ADDRESS_QUESTIONS) }),
  z.object({ answers: z.array(NodesAt).readonly() }),
);

export const updateNode = command(
  'registry.node.update',
  ByOwner.extend({ nodeId: Id, ...UpdateNodeBody.shape }),
  NodeView,
);

/** Removes the node and revokes every token and session of it. Refuses the host with `invalid_transition`. */
export const removeNode = command('registry.node.remove', ByOwner.extend({ nodeId: Id }), Removed);

/** The tokens of a registered pairing, for the holder of its claim secret. Refuses any other with `not_registered_yet`. */
export const claimTokens = command(
  'registry.tokens.claim',
  z.strictObject({ pairingId: Id, claimSecret: Secret, ...ByProvenKey }),
  ClaimedTokens,
);

/** The same for an owner's pairing whose claim secret was checked by pairing. */
export const mintTokens = command(
  'registry.tokens.mint',
  z.strictObject({ ownerId: Id, pairingId: Id, ...ByProvenKey }),
  ClaimedTokens,
);

export const introspectToken = command(
  'registry.tokens.introspect',
  z.strictObject({ caller: Caller, token: Token }),
  Introspection,
);

export const revokeToken = command(
  'registry.tokens.revoke',
  z.strictObject({ caller: Caller, token: Token }),
  Done,
);

/**
 * A new peer token for the device whose session or peer token `token` is; the presented one is superseded. A
 * superseded one again ends its whole family and the session (RFC 9700 §4.14.2). Refuses with `unauthorized`.
 */
export const refreshToken = command(
  'registry.tokens.refresh',
  RefreshTokenBody.extend({ token: Token, ...ByProvenKey }),
  RefreshedTokens,
);

export const getMe = command('registry.me.get', DeviceSession, NodeView);

export const updateMe = command('registry.me.update', DeviceSession.extend(UpdateMeBody.shape), NodeView);

export const leaveMesh = command('registry.me.leave', DeviceSession, Removed);

/** The device says that it is there; answers its node with the new `lastSeenAt`. */
export const heartbeat = command('registry.me.heartbeat', DeviceSession, NodeView);

/** The nodes that a device with `mesh:read` may see by its owner's policy: whose token holds, but not itself. */
/** Whose live session a token is; to ask does not use the session. Refuses a device without `mesh:read` with `forbidden`. */
export const watchPeers = command('registry.me.watch', DeviceSession, z.object({ ownerId: Id, nodeId: Id }));

export const listPeers = command(
  'registry.me.peers',
  DeviceSession.extend({ after: z.string().optional(), limit: z.int().min(1).max(500) }),
  pageOf(NodeView),
);

export const readJwks = command('registry.jwks', z.strictObject({}), JsonWebKeySet);

/**
 * A plain NATS message once the stream has an event of an owner's mesh, for live views. At most once and never a source of
 * truth, as `PAIRINGS_CHANGED`.
 */
export const MESH_CHANGED = 'mesh.changed';
export const meshChangedSubject = (ownerId: string): string => `${MESH_CHANGED}.${ownerId}`;

export interface MeshChanged {
  readonly ownerId: string;
  readonly type: string;
}

/** Whether a replica of the service can work: its database and NATS answer. */
export const checkHealth = command('registry.health', z.strictObject({}), Health);
