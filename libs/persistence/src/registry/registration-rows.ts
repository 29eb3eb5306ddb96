import type { RegistrationOutcome } from './registrations.js';

/** A device with what is written for it. */
export type Registered = Required<Pick<RegistrationOutcome, 'registered'>>;

const isRegistered = (outcome: RegistrationOutcome): outcome is RegistrationOutcome & Registered =>
  outcome.registered !== undefined;

/** Nodes, tokens and sessions as JSON for the write statement, and how many devices that makes. */
interface RegisteredRows {
  readonly nodes: string;
  readonly tokens: string;
  readonly sessions: string;
  readonly devicesAdded: number;
  readonly devicesReplaced: number;
}

/** Everything that one owner's group of decided registrations writes. */
export const registrationRows = (
  outcomes: readonly RegistrationOutcome[],
): RegisteredRows & { readonly registrations: string; readonly events: string } => ({
  ...registeredRows(outcomes.filter(isRegistered)),
  registrations: JSON.stringify(outcomes.map(registrationRow)),
  events: JSON.stringify(outcomes.map((outcome) => outcome.event)),
});

/** What is written for devices that were let in, in their order. */
export function registeredRows(registered: readonly Registered[]): RegisteredRows {
  const latest = latestOf(registered);
  const supersededAt = (outcome: Registered): Date | null => {
    const last = latest.get(outcome.registered.node.id);
    if (last === outcome) return null;
    return (last ?? outcome).registered.session.createdAt;
  };
  // The session of a node that is gone again goes with it.
  const withNode = registered.filter((outcome) => latest.has(outcome.registered.node.id));
  return {
    nodes: JSON.stringify([...latest.values()].map(nodeRow)),
    tokens: JSON.stringify(registered.map((outcome) => tokenRow(outcome, supersededAt(outcome)))),
    sessions: JSON.stringify(withNode.map((outcome) => sessionRow(outcome, supersededAt(outcome)))),
    devicesAdded: registered.filter((outcome) => outcome.registered.isNew).length,
    devicesReplaced: registered.filter((outcome) => outcome.registered.replacedNodeId !== undefined).length,
  };
}

/** A node that pairs twice in a group is written once, as it was last; one that is replaced after that, not at all. */
function latestOf(registered: readonly Registered[]): ReadonlyMap<string, Registered> {
  const latest = new Map<string, Registered>();
  for (const outcome of registered) {
    const { node, replacedNodeId } = outcome.registered;
    if (replacedNodeId !== undefined) latest.delete(replacedNodeId);
    latest.set(node.id, outcome);
  }
  return latest;
}

const nodeRow = ({ registered: { node, session } }: Registered) => ({
  node_id: node.id,
  name: node.name,
  role: node.role,
  ip: node.ip,
  port: node.port,
  platform: node.platform,
  public_key: node.publicKey,
  key_proven: node.keyProven ?? false,
  permissions: node.permissions,
  created_at: node.createdAt,
  updated_at: node.updatedAt,
  paired_at: session.createdAt,
});

const tokenRow = ({ registered: { node, peerToken } }: Registered, revokedAt: Date | null) => ({
  token_id: peerToken.id,
  node_id: node.id,
  permissions: node.permissions,
  issued_at: peerToken.issuedAt,
  expires_at: peerToken.expiresAt,
  revoked_at: revokedAt,
});

const sessionRow = ({ registered: { node, session } }: Registered, revokedAt: Date | null) => ({
  session_id: session.id,
  node_id: node.id,
  permissions: node.permissions,
  created_at: session.createdAt,
  expires_at: session.expiresAt,
  revoked_at: revokedAt,
});

const registrationRow = ({ pairingId, decision, event, registered }: RegistrationOutcome) => ({
  pairing_id: pairingId,
  kind: decision.kind,
  node_id: registered?.node.id,
  session_id: registered?.session.id,
  peer_token_id: registered?.peerToken.id,
  claim_digest: registered?.claimDigest,
  created_at: event.occurredAt,
});
