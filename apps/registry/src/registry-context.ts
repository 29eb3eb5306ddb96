import type {
  AddressHolders,
  AddressQuestion,
  ClaimOutcome,
  ClaimRequest,
  ConsoleSessions,
  Credentials,
  MeshNodes,
  Owners,
} from '@meshpair/persistence';
import type { MicroBatch } from '@meshpair/service';
import type { MeshTokens } from './tokens/mesh-tokens.js';

/** What the use cases take from the world: storage, signing key, clock and the limits that are set. */
export interface RegistryContext {
  readonly nodes: MeshNodes;
  readonly credentials: Credentials;
  readonly owners: Owners;
  readonly consoles: ConsoleSessions;
  readonly claims: Pick<MicroBatch<ClaimRequest, ClaimOutcome>, 'add'>;
  readonly addresses: Pick<MicroBatch<AddressQuestion, AddressHolders>, 'add'>;
  readonly tokens: MeshTokens;
  readonly now: () => Date;
  /** Tells the world that something may have happened to an owner's mesh: its events are committed. */
  readonly recorded: (ownerId: string) => void;
  readonly newId: () => string;
  readonly peerTokenSeconds: number;
  readonly sessionIdleSeconds: number;
}

export const REGISTRY_CONTEXT = Symbol('RegistryContext');
