import type { ConnectingDevice, DeviceCodeRule } from './pairing-state.js';
import type { PeerRule } from './peer-policy.js';
import type { Person, PersonRole } from './person.js';
import type { DisabledReason, WebhookChange, WebhookShape } from './webhook.js';

/** What is tried on a pairing without moving it on. */
export const ATTEMPT_TYPES = ['PinRejected', 'CodeUsedAgain'] as const;

/** What can happen to an owner's mesh beside the steps of its pairings. The only list of them. */
export const MESH_EVENT_TYPES = [
  ...ATTEMPT_TYPES,
  'NodeRenamed',
  'NodePermissionsChanged',
  'NodeTagsChanged',
  'NodeTunnelChanged',
  'NodeSuspended',
  'NodeRestored',
  'NodeRemoved',
  'NodeLeft',
  'NodeJoined',
  'NodeReturned',
  'PeerTokenRefreshed',
  'PeerTokenReused',
  'TokenRevoked',
  'PeerPolicyChanged',
  'ConsoleSignedIn',
  'ConsoleSignedOut',
  'ConsoleRefused',
  'LimitReached',
  'StrangersRefused',
  'OwnerCreated',
  'OwnerKeyCreated',
  'OwnerKeyRevoked',
  'OwnerAdminChanged',
  'PersonInvited',
  'InvitationRevoked',
  'PersonJoined',
  'PersonChanged',
  'PersonRemoved',
  'PasskeyAdded',
  'PasskeyRemoved',
  'PasskeyRefused',
  'AccountLinked',
  'AccountUnlinked',
  'TouchRuleChanged',
  'DeviceCodeRuleChanged',
  'SetupKeyMade',
  'SetupKeyRevoked',
  'AuditKeyCreated',
  'AuditKeyRevoked',
  'WebhookCreated',
  'WebhookChanged',
  'WebhookRemoved',
  'WebhookDisabled',
] as const;

export type MeshEventType = (typeof MESH_EVENT_TYPES)[number];

export const isMeshEventType = (type: string): type is MeshEventType =>
  (MESH_EVENT_TYPES as readonly string[]).includes(type);

/** Pairing tells of these, the registry of the others. */
export const isAttemptType = (type: string): type is (typeof ATTEMPT_TYPES)[number] =>
  (ATTEMPT_TYPES as readonly string[]).includes(type);

/** Who did it; `mesh` did by itself what nobody asked for. An operator has the database, or is an admin who adds an owner; a stranger has no credential. */
export const ACTOR_KINDS = ['owner', 'device', 'operator', 'mesh', 'stranger'] as const;

export interface Actor {
  readonly kind: (typeof ACTOR_KINDS)[number];
  /** The key, passkey or linked account of an owner, where it is known, or the node of a device. */
  readonly id?: string;
  /** Whose key it is, by the name of then; absent for the founder. */
  readonly person?: { readonly id: string; readonly name: string };
}

/** What each event tells: public facts only, as those of a pairing. */
export interface MeshEventData {
  readonly PinRejected: { readonly attemptsLeft: number };
  /** A second device came with the code of the first. */
  readonly CodeUsedAgain: { readonly device: Pick<ConnectingDevice, 'name' | 'ip'> };
  readonly NodeRenamed: NamedNode & { readonly previousName: string };
  readonly NodePermissionsChanged: NamedNode & {
    readonly permissions: readonly string[];
    readonly previousPermissions: readonly string[];
  };
  readonly NodeTagsChanged: NamedNode & {
    readonly tags: readonly string[];
    readonly previousTags: readonly string[];
  };
  /** The device has told another WireGuard key, or where else it is reached. */
  readonly NodeTunnelChanged: NamedNode & {
    readonly wireguardKey: string | null;
    readonly previousWireguardKey: string | null;
    readonly endpoints: readonly string[];
  };
  /** It is shut out, and is removed in ten seconds unless its owner undoes that. */
  readonly NodeSuspended: NamedNode & { readonly removalId: string };
  /** Its owner has undone its removal in time. */
  readonly NodeRestored: NamedNode & { readonly removalId: string };
  /** `removalId` tells which were removed together; `unseenSince` (ISO 8601) that it was ephemeral, and the mesh did it. */
  readonly NodeRemoved: NamedNode & { readonly removalId?: string; readonly unseenSince?: string };
  readonly NodeLeft: NamedNode;
  /** A device has become a node by a setup key. */
  readonly NodeJoined: ArrivedNode & {
    readonly setupKeyId: string;
    readonly permissions: readonly string[];
    readonly tags: readonly string[];
    readonly isEphemeral: boolean;
  };
  /** A device has shown that it has the key of its node: its older session and peer token have ended. */
  readonly NodeReturned: ArrivedNode;
  readonly PeerTokenRefreshed: { readonly nodeId: string; readonly peerTokenId: string };
  /** A peer token that had a successor was presented: its family and the session of its node have ended. */
  readonly PeerTokenReused: { readonly nodeId: string; readonly peerTokenId: string };
  readonly TokenRevoked: {
    readonly nodeId: string;
    readonly use: 'session' | 'peer';
    readonly tokenId: string;
  };
  readonly PeerPolicyChanged: {
    readonly rules: readonly PeerRule[];
    readonly previousRules: readonly PeerRule[];
  };
  readonly ConsoleSignedIn: { readonly by: (typeof SIGN_INS)[number] } & SignInCredential;
  readonly ConsoleSignedOut: SignInCredential;
  /** A console was to be signed in by a key that is not live, or whose secret was wrong. */
  readonly ConsoleRefused: { readonly keyId: string; readonly refused: number };
  /** `limit` is what the owner was answered. */
  readonly LimitReached: { readonly limit: string; readonly refused: number };
  readonly StrangersRefused: RefusedStrangers;
  readonly OwnerCreated: { readonly name: string };
  readonly OwnerKeyCreated: { readonly keyId: string };
  /** `endsAt` is ISO 8601: at once, or when the time of grace is over. */
  readonly OwnerKeyRevoked: { readonly keyId: string; readonly endsAt: string };
  readonly OwnerAdminChanged: { readonly isAdmin: boolean };
  readonly PersonInvited: InvitedPerson & { readonly expiresAt: string };
  readonly InvitationRevoked: InvitedPerson;
  /** By an invitation, with a first key. */
  readonly PersonJoined: Person & { readonly invitationId: string; readonly keyId: string };
  readonly PersonChanged: Person & { readonly previousName: string; readonly previousRole: PersonRole };
  /** All that signs it in has ended. */
  readonly PersonRemoved: Person;
  readonly PasskeyAdded: PasskeyRef;
  readonly PasskeyRemoved: PasskeyRef;
  /** It was right, but counted less than before: there may be two of it. */
  readonly PasskeyRefused: PasskeyRef;
  readonly AccountLinked: AccountRef;
  readonly AccountUnlinked: AccountRef;
  readonly TouchRuleChanged: { readonly rule: TouchRule };
  readonly DeviceCodeRuleChanged: DeviceCodeRule;
  readonly SetupKeyMade: SetupKeyRef & {
    readonly uses: number;
    readonly expiresAt: string;
    readonly permissions: readonly string[];
    readonly tags: readonly string[];
    readonly isEphemeral: boolean;
    readonly asksOwner: boolean;
  };
  readonly SetupKeyRevoked: SetupKeyRef;
  readonly AuditKeyCreated: { readonly keyId: string; readonly name: string };
  readonly AuditKeyRevoked: { readonly keyId: string; readonly name: string };
  /** No `events` are all. */
  readonly WebhookCreated: WebhookRef & { readonly shape: WebhookShape; readonly events: readonly string[] };
  readonly WebhookChanged: WebhookRef & { readonly changes: readonly WebhookChange[] };
  readonly WebhookRemoved: WebhookRef;
  /** By the mesh itself. */
  readonly WebhookDisabled: WebhookRef & { readonly reason: Exclude<DisabledReason, 'owner'> };
}

/** Whether a PIN is verified with a fresh touch of a passkey: not, by a console, or by whatever credential. */
export const TOUCH_RULES = ['never', 'console', 'always'] as const;
export type TouchRule = (typeof TOUCH_RULES)[number];

/** How a console is signed in; a one-time code stands for the key that it was made for. */
export const SIGN_INS = ['key', 'code', 'passkey', 'oidc'] as const;

/** What a console was opened by, and ends with: one of them. */
export interface SignInCredential {
  readonly keyId?: string | undefined;
  readonly passkeyId?: string | undefined;
  readonly accountId?: string | undefined;
}

/** How many requests were refused: by a credential that is none, by a code that is none, and because they were too many. */
export interface RefusedStrangers {
  readonly unauthorized: number;
  readonly unknownCode: number;
  readonly tooMany: number;
}

/** A person who is still to come. */
interface InvitedPerson extends Omit<Person, 'personId'> {
  readonly invitationId: string;
}

/** A webhook, and the scheme, host and port of its URL: the rest may be a secret. */
interface WebhookRef {
  readonly webhookId: string;
  readonly origin: string;
}

/** An account, and what its provider called it when it was linked. */
interface AccountRef {
  readonly accountId: string;
  readonly issuer: string;
  readonly label: string;
}

interface PasskeyRef {
  readonly passkeyId: string;
  readonly name: string;
}

/** A setup key by its public id, and what its owner calls it. */
interface SetupKeyRef {
  readonly setupKeyId: string;
  readonly label?: string;
}

/** A node whose device has come by itself, and what it got. */
interface ArrivedNode extends NamedNode {
  readonly ip: string;
  readonly platform?: string;
  readonly sessionId: string;
  readonly peerTokenId: string;
}

interface NamedNode {
  readonly nodeId: string;
  readonly name: string;
}

export interface MeshEventOf<Type extends MeshEventType> {
  readonly type: Type;
  readonly ownerId: string;
  /** What it is about: a pairing's id, a node's, an owner key's, a passkey's, a person's, an invitation's, a setup key's, a webhook's, or the owner's. */
  readonly subject: string;
  readonly actor: Actor;
  readonly occurredAt: Date;
  readonly data: MeshEventData[Type];
}

export type MeshEvent = { [Type in MeshEventType]: MeshEventOf<Type> }[MeshEventType];

/** An event with the id that it was recorded under, which no rule makes. */
export interface RecordedMeshEvent {
  readonly id: string;
  readonly event: MeshEvent;
}

/** Under what circumstances something happens. */
export interface Occasion {
  readonly ownerId: string;
  readonly actor: Actor;
  readonly now: Date;
}

/** By which key an owner acts, and which person of its mesh does, where that is known. */
export interface OwnerActing {
  readonly keyId?: string | undefined;
  readonly person?: Pick<Person, 'personId' | 'name'> | undefined;
}

export const ownerBy = ({ keyId, person }: OwnerActing): Actor => ({
  kind: 'owner',
  ...(keyId !== undefined && { id: keyId }),
  ...(person && { person: { id: person.personId, name: person.name } }),
});

/** What an owner does, by which key, passkey or linked account where that is known. */
export const byOwner = (owner: OwnerActing & { readonly ownerId: string }, now: Date): Occasion => ({
  ownerId: owner.ownerId,
  actor: ownerBy(owner),
  now,
});

/** An event of a type, on an occasion. */
export const meshEvent = <Type extends MeshEventType>(
  type: Type,
  subject: string,
  { ownerId, actor, now }: Occasion,
  data: MeshEventData[Type],
): MeshEventOf<Type> => ({ type, ownerId, subject, actor, occurredAt: now, data });
