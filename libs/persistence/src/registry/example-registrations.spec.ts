import {
  canRegisterDevice,
  type ExistingNodes,
  type IpConflictChoice,
  type MeshNode,
  type PinVerifiedEvent,
  type RegistrationPolicy,
} from '@meshpair/domain';
import type { Change } from './mesh-nodes.js';
import type { DecideRegistration, RegistrationOutcome } from './registrations.js';

export const NOON = new Date('2026-03-01T12:00:00.123Z');
export const secondsAfter = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000);
/** A change by the owner, at that time. */
export const byOwner = (now: Date): Change => ({ actor: { kind: 'owner' }, now });
const DAY = 86_400;

export interface ExampleDevice {
  readonly pairingId: string;
  readonly ownerId?: string;
  readonly nodeId?: string;
  readonly ip?: string;
  readonly at?: Date;
  readonly ipConflict?: IpConflictChoice;
}

/** A verified pairing; each has a node and an address of its own unless told. */
export function verifiedDevice({
  pairingId,
  ownerId = 'owner',
  nodeId,
  ip,
  at,
  ipConflict,
}: ExampleDevice): PinVerifiedEvent {
  return {
    type: 'PinVerified',
    pairingId,
    ownerId,
    sequence: 4,
    occurredAt: at ?? NOON,
    data: {
      nodeId: nodeId ?? `node-${pairingId}`,
      sessionId: `session-${pairingId}`,
      device: { name: `device ${pairingId}`, ip: ip ?? `ip-of-${pairingId}` },
      permissions: ['mesh:read'],
      ...(ipConflict && { ipConflict }),
    },
  };
}

/** Decides as the registry does, at the time that the request names. */
export const decideWith =
  (policy: Partial<RegistrationPolicy> = {}): DecideRegistration =>
  (request, existing) =>
    decide(request, existing, { ipConflict: 'reject', deviceLimit: 100, ...policy });

function decide(
  request: PinVerifiedEvent,
  existing: ExistingNodes,
  policy: RegistrationPolicy,
): RegistrationOutcome {
  const { pairingId, ownerId, occurredAt: now } = request;
  const { nodeId, sessionId, device, permissions, ipConflict } = request.data;
  const decision = canRegisterDevice({ ...device, nodeId, permissions }, existing, policy, ipConflict);
  const envelope = { pairingId, ownerId, sequence: 5, occurredAt: now };
  if (decision.kind !== 'RegisterNew' && decision.kind !== 'UpdateExisting') {
    const data = { reason: 'device_limit', stateAtFailure: 'PinVerified' } as const;
    return { pairingId, ownerId, decision, event: { ...envelope, type: 'PairingFailed', data } };
  }
  const fresh: MeshNode = {
    id: nodeId,
    name: device.name,
    role: 'device',
    ip: device.ip,
    permissions,
    createdAt: now,
    updatedAt: now,
  };
  const node =
    decision.kind === 'RegisterNew'
      ? fresh
      : { ...(existing.sameId ?? fresh), ...decision.changes, updatedAt: now };
  const peerTokenId = `token-${pairingId}`;
  return {
    pairingId,
    ownerId,
    decision,
    event: { ...envelope, type: 'DeviceRegistered', data: { node, peerTokenId, sessionId } },
    registered: {
      node,
      isNew: decision.kind === 'RegisterNew',
      ...(decision.replaced && { replacedNodeId: decision.replaced.id }),
      peerToken: { id: peerTokenId, issuedAt: now, expiresAt: new Date(now.getTime() + 30 * DAY * 1000) },
      session: { id: sessionId, createdAt: now, expiresAt: new Date(now.getTime() + 90 * DAY * 1000) },
    },
  };
}

export const kinds = (outcomes: readonly RegistrationOutcome[]): string[] =>
  outcomes.map((outcome) => outcome.decision.kind);
