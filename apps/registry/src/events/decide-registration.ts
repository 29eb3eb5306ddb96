import {
  calculateExpiry,
  canRegisterDevice,
  type ExistingNodes,
  type MeshNode,
  type PairingFailedEvent,
  type PinVerifiedEvent,
  type RegistrationDecision,
  type RegistrationFailureReason,
  type RegistrationPolicy,
} from '@meshpair/domain';
import type { RegistrationOutcome } from '@meshpair/persistence';

/** What the decision takes from the world, and the limits that are set. */
export interface RegistrationTerms {
  readonly now: Date;
  readonly peerTokenId: string;
  readonly policy: RegistrationPolicy;
  readonly peerTokenSeconds: number;
  readonly sessionIdleSeconds: number;
}

type Admission = Extract<RegistrationDecision, { readonly kind: 'RegisterNew' | 'UpdateExisting' }>;
type Refusal = Exclude<RegistrationDecision, Admission>['kind'];

const REASONS: Readonly<Record<Refusal, RegistrationFailureReason>> = {
  IpConflict: 'ip_conflict',
  DeviceLimitReached: 'device_limit',
  IdentityMismatch: 'identity_mismatch',
};

/** What becomes of one verified pairing: a node with its tokens and `DeviceRegistered`, or `PairingFailed`. */
export function decideRegistration(
  request: PinVerifiedEvent,
  existing: ExistingNodes,
  terms: RegistrationTerms,
): RegistrationOutcome {
  const { nodeId, device, permissions, ipConflict } = request.data;
  const candidate = { ...device, nodeId, permissions };
  const decision = canRegisterDevice(candidate, existing, terms.policy, ipConflict);
  switch (decision.kind) {
    case 'RegisterNew':
      return registered(request, decision, newNode(request, terms.now), terms);
    case 'UpdateExisting': {
      const stored = existing.sameId ?? newNode(request, terms.now);
      // One that was being removed stays.
      const node = { ...stored, ...decision.changes, updatedAt: terms.now, removalId: undefined };
      return registered(request, decision, node, terms);
    }
    default: {
      const { pairingId, ownerId } = request;
      return { pairingId, ownerId, decision, event: failure(request, REASONS[decision.kind], terms.now) };
    }
  }
}

function registered(
  request: PinVerifiedEvent,
  decision: Admission,
  node: MeshNode,
  { now, peerTokenId, peerTokenSeconds, sessionIdleSeconds }: RegistrationTerms,
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
      ...replacing,
      peerToken: { id: peerTokenId, issuedAt: now, expiresAt: calculateExpiry(now, peerTokenSeconds) },
      session: { id: sessionId, createdAt: now, expiresAt: calculateExpiry(now, sessionIdleSeconds) },
    },
  };
}

const newNode = ({ data: { nodeId, device, permissions } }: PinVerifiedEvent, now: Date): MeshNode => ({
  id: nodeId,
  name: device.name,
  role: 'device',
  ip: device.ip,
  port: device.port,
  platform: device.platform,
  publicKey: device.publicKey,
  ...(device.keyProven === true && { keyProven: true }),
  permissions,
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
