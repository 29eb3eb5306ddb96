import {
  calculateExpiry,
  canRegisterDevice,
  type ExistingNodes,
  isLiveSetupKey,
  type MeshNode,
  type PairingFailedEvent,
  type PinVerifiedEvent,
  type RegistrationDecision,
  type RegistrationFailureReason,
  type RegistrationPolicy,
} from '@meshpair/domain';
import type { RegistrationOutcome, SetupKeyRecord } from '@meshpair/persistence';
import { givenBy, ruleOf } from '../joins/decide-join.js';

/** What the decision takes from the world, and the limits that are set. */
export interface RegistrationTerms {
  readonly now: Date;
  readonly peerTokenId: string;
  readonly policy: RegistrationPolicy;
  readonly peerTokenSeconds: number;
  readonly sessionIdleSeconds: number;
  /** The setup key that the device has come with, if it is one of the owner. */
  readonly setupKey?: SetupKeyRecord | undefined;
}

type Admission = Extract<RegistrationDecision, { readonly kind: 'RegisterNew' | 'UpdateExisting' }>;
type Refusal = Exclude<RegistrationDecision, Admission> | { readonly kind: 'SetupKeyEnded' };

const REASONS: Readonly<Record<Refusal['kind'], RegistrationFailureReason>> = {
  IpConflict: 'ip_conflict',
  DeviceLimitReached: 'device_limit',
  IdentityMismatch: 'identity_mismatch',
  SetupKeyEnded: 'setup_key_ended',
};

/** What becomes of one verified pairing: a node with its tokens and `DeviceRegistered`, or `PairingFailed`. */
export function decideRegistration(
  request: PinVerifiedEvent,
  existing: ExistingNodes,
  terms: RegistrationTerms,
): RegistrationOutcome {
  const { nodeId, device, permissions, ipConflict, setupKeyId } = request.data;
  const { setupKey, now } = terms;
  const refuse = (decision: Refusal): RegistrationOutcome => {
    const { pairingId, ownerId } = request;
    return { pairingId, ownerId, decision, event: failure(request, REASONS[decision.kind], now) };
  };
  if (setupKeyId !== undefined && !(setupKey && isLiveSetupKey(ruleOf(setupKey), now)))
    return refuse({ kind: 'SetupKeyEnded' });
  const candidate = { ...device, nodeId, permissions };
  const decision = canRegisterDevice(candidate, existing, terms.policy, ipConflict);
  switch (decision.kind) {
    case 'RegisterNew':
      return registered(request, decision, newNode(request, terms), terms);
    case 'UpdateExisting': {
      const stored = existing.sameId ?? newNode(request, terms);
      // One that was being removed stays.
      const node = { ...stored, ...decision.changes, updatedAt: terms.now, removalId: undefined };
      return registered(request, decision, node, terms);
    }
    default:
      return refuse(decision);
  }
}

function registered(
  request: PinVerifiedEvent,
  decision: Admission,
  node: MeshNode,
  { now, peerTokenId, peerTokenSeconds, sessionIdleSeconds, setupKey }: RegistrationTerms,
): RegistrationOutcome {
  const { sessionId, claimDigest } = request.data;
  const replacing = decision.replaced && { replacedNodeId: decision.replaced.id };
  return {
    pairingId: request.pairingId,
    ownerId: request.ownerId,
    decision,
    event: {
      ...follows(request, now),
      type: 'DeviceRegistered',
      data: { node, peerTokenId, sessionId, ...replacing },
    },
    registered: {
      node,
      isNew: decision.kind === 'RegisterNew',
      claimDigest,
      ...(setupKey && { usedKey: setupKey }),
      ...replacing,
      peerToken: { id: peerTokenId, issuedAt: now, expiresAt: calculateExpiry(now, peerTokenSeconds) },
      session: { id: sessionId, createdAt: now, expiresAt: calculateExpiry(now, sessionIdleSeconds) },
    },
  };
}

const newNode = (
  { data: { nodeId, device, permissions } }: PinVerifiedEvent,
  { now, setupKey }: RegistrationTerms,
): MeshNode => ({
  id: nodeId,
  name: device.name,
  role: 'device',
  ip: device.ip,
  port: device.port,
  platform: device.platform,
  publicKey: device.publicKey,
  ...(device.keyProven === true && { keyProven: true }),
  permissions,
  ...(setupKey && givenBy(setupKey)),
  createdAt: now,
  updatedAt: now,
});

const failure = (
  request: PinVerifiedEvent,
  reason: RegistrationFailureReason,
  now: Date,
): PairingFailedEvent => ({
  ...follows(request, now),
  type: 'PairingFailed',
  data: { reason, stateAtFailure: 'PinVerified' },
});

/** The registry's answer is the pairing's next event. */
const follows = (
  { pairingId, ownerId, sequence }: PinVerifiedEvent,
  now: Date,
): { pairingId: string; ownerId: string; sequence: number; occurredAt: Date } => ({
  pairingId,
  ownerId,
  sequence: sequence + 1,
  occurredAt: now,
});
