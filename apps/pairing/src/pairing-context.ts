import type { ChainReader, DeviceRequests, PairingRepository } from '@meshpair/persistence';
import type { Addresses } from './address-question.js';
import type { CommandBatch } from './batch/command-batch.js';
import type { PairingLimits } from './limits/pairing-limits.js';
import type { CodeDigest, PinDigest, RandomBytes } from './secrets.js';

/** What the use cases take from the world: storage, which tells the time, ids, randomness and the limits that are set. */
export interface PairingContext {
  readonly batch: CommandBatch;
  readonly repository: PairingRepository;
  readonly requests: Omit<DeviceRequests, 'prune'>;
  readonly chain: ChainReader;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly randomBytes: RandomBytes;
  readonly pinDigest: PinDigest;
  /** Under the secrets before the current one: PINs of pairings that were open when it changed. */
  readonly previousPinDigests: readonly PinDigest[];
  /** Under the current secret first, then under those before it. */
  readonly codeDigests: readonly [CodeDigest, ...CodeDigest[]];
  readonly ttlSeconds: number;
  readonly pinMaxAttempts: number;
  readonly limits: PairingLimits;
  readonly addresses: Addresses;
}

export const PAIRING_CONTEXT = Symbol('PairingContext');
