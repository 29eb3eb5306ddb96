import type {
  Admins,
  AuditKeys,
  ClaimOutcome,
  ClaimRequest,
  ConsoleSessions,
  Credentials,
  DeviceCodeRules,
  JoinRequest,
  LinkedAccounts,
  ManyNodes,
  MeshNodes,
  NodeRemovals,
  Owners,
  OwnKeys,
  Passkeys,
  PeerPolicies,
  People,
  RefusedRequestRows,
  SettledJoin,
  SetupKeys,
  TouchRules,
} from '@meshpair/persistence';
import type { MicroBatch } from '@meshpair/service';
import type { JoinOutcome } from './joins/decide-join.js';
import type { Challenges } from './passkeys/challenges.js';
import type { MeshTokens } from './tokens/mesh-tokens.js';
import type { RefreshTokens } from './tokens/refresh-tokens.js';

/** What the use cases take from the world: storage, signing key, clock and the limits that are set. */
export interface RegistryContext {
  readonly nodes: MeshNodes;
  readonly manyNodes: Pick<ManyNodes, 'change'>;
  readonly removals: Pick<NodeRemovals, 'suspend' | 'restore'>;
  readonly policies: Pick<PeerPolicies, 'read' | 'write'>;
  readonly credentials: Credentials;
  readonly owners: Owners;
  readonly ownKeys: OwnKeys;
  readonly admins: Admins;
  readonly people: People;
  readonly setupKeys: Pick<SetupKeys, 'make' | 'list' | 'revoke'>;
  readonly passkeys: Passkeys;
  readonly accounts: LinkedAccounts;
  readonly touchRules: TouchRules;
  readonly challenges: Challenges;
  readonly auditKeys: AuditKeys;
  readonly refusedRequests: Pick<RefusedRequestRows, 'record'>;
  readonly consoles: ConsoleSessions;
  readonly claims: Pick<MicroBatch<ClaimRequest, ClaimOutcome>, 'add'>;
  readonly joins: Pick<MicroBatch<JoinRequest, SettledJoin<JoinOutcome>>, 'add'>;
  readonly tokens: MeshTokens;
  readonly deviceCodeRules: DeviceCodeRules;
  readonly refreshTokens: RefreshTokens;
  readonly now: () => Date;
  /** Something may have happened to a mesh: its events are committed, and are to be published. */
  readonly recorded: () => void;
  /** Nodes are suspended: their removal is to be finished when it ends. */
  readonly removalBegun: () => void;
  readonly newId: () => string;
  readonly peerTokenSeconds: number;
  readonly sessionIdleSeconds: number;
}

export const REGISTRY_CONTEXT = Symbol('RegistryContext');
