import type {
  ExistingNodes,
  MeshNode,
  PairingEvent,
  PinVerifiedEvent,
  RegistrationDecision,
} from '@meshpair/domain';
import type { SetupKeyRecord } from './setup-keys.js';

/** What the registry decided about one verified pairing; made purely from the stored rows. */
export interface RegistrationOutcome {
  readonly pairingId: string;
  readonly ownerId: string;
  readonly decision: RegistrationDecision | { readonly kind: 'SetupKeyEnded' };
  /** `DeviceRegistered` or `PairingFailed`: goes out through the registry's outbox. */
  readonly event: PairingEvent;
  /** Set when the device was registered: everything that is written with it. */
  readonly registered?: {
    readonly node: MeshNode;
    readonly isNew: boolean;
    /** By which the device is known when it claims. */
    readonly claimDigest?: string | undefined;
    /** It is used with it, by the device's own key. */
    readonly usedKey?: SetupKeyRecord;
    /** The device that goes with it: its sessions end and its tokens are revoked. */
    readonly replacedNodeId?: string;
    readonly peerToken: { readonly id: string; readonly issuedAt: Date; readonly expiresAt: Date };
    readonly session: {
      readonly id: string;
      readonly createdAt: Date;
      readonly expiresAt: Date;
      /** Of the key that both tokens are bound to from the start. */
      readonly keyThumbprint?: string;
    };
  };
}

/** Decides one registration from the nodes that it is about, at the storage's time. Pure; called under the owner's lock. */
export type DecideRegistration = (
  request: PinVerifiedEvent,
  existing: ExistingNodes,
  now: Date,
  /** The setup key that the device has come with, if it is one of the owner. */
  setupKey?: SetupKeyRecord,
) => RegistrationOutcome;

/** By the digest of its claim secret, or by its owner where the secret was checked elsewhere. */
export type ClaimRequest = {
  readonly pairingId: string;
  /** Of the key that the device has proven with the claim. */
  readonly keyThumbprint?: string | undefined;
} & ({ readonly ownerId: string; readonly claimDigest?: undefined } | { readonly claimDigest: string });

/** The rows that a claim mints its tokens from. */
export interface ClaimableTokens {
  readonly node: MeshNode;
  readonly peerToken: { readonly id: string; readonly issuedAt: Date; readonly expiresAt: Date };
  readonly session: {
    readonly id: string;
    readonly createdAt: Date;
    /** Of the key that both tokens are bound to. */
    readonly keyThumbprint: string | null;
  };
}

export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly ownerId: string; readonly tokens: ClaimableTokens }
  | { readonly kind: 'not_registered' }
  | { readonly kind: 'already_claimed' };

/** What became of verified pairings, and the claims of what they were given. */
export interface Registrations {
  /**
   * Registers verified devices. Requests of one owner are taken in order under the owner's lock, in one
   * transaction: node upsert, issued token, session, registration outcome and outgoing event, all or nothing.
   * Different owners never wait for each other. Keyed by pairing id: a request seen before writes nothing
   * and is left out of the answer. A node that pairs again loses its older session and token; one that is replaced
   * goes in the same transaction.
   * Throws `RegistrationsFailed`, which names the cause per pairing (`UnknownOwner` for one), when some could
   * not be written; the others are committed.
   */
  register(
    requests: readonly PinVerifiedEvent[],
    decide: DecideRegistration,
  ): Promise<readonly RegistrationOutcome[]>;
  /**
   * Marks the first claim and returns the rows to mint from. `already_claimed` once the session was used,
   * revoked, or `windowSeconds` have passed since the first claim, or that was by another key, which the session is bound
   * to since. Takes many at once.
   */
  claim(
    requests: readonly ClaimRequest[],
    now: Date,
    windowSeconds: number,
  ): Promise<readonly ClaimOutcome[]>;
  /** Deletes outcomes (with their published events) older than `before`. Returns how many. */
  prune(before: Date, limit: number): Promise<number>;
}
