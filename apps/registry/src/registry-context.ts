import type { AddressHolders, AddressQuestion, ClaimOutcome, RegistryStore } from '@meshpair/persistence';
import type { MicroBatch } from '@meshpair/service';
import type { MeshTokens } from './tokens/mesh-tokens.js';

/** What the use cases take from the world: storage, signing key, clock and the limits that are set. */
export interface RegistryContext {
  readonly store: RegistryStore;
  readonly claims: Pick<MicroBatch<Parameters<RegistryStore['claim']>[0][number], ClaimOutcome>, 'add'>;
  readonly addresses: Pick<MicroBatch<AddressQuestion, AddressHolders>, 'add'>;
  readonly tokens: MeshTokens;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly peerTokenSeconds: number;
  readonly sessionIdleSeconds: number;
}

export const REGISTRY_CONTEXT = Symbol('RegistryContext');
