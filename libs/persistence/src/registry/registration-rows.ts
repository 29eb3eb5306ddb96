import type { RegistrationOutcome } from '../registry-store.js';

type Registered = RegistrationOutcome & Required<Pick<RegistrationOutcome, 'registered'>>;

const isRegistered = (outcome: RegistrationOutcome): outcome is Registered =>
  outcome.registered !== undefined;

/** Everything that one owner's group of decided registrations writes, as JSON for the write statement. */
export function registrationRows(outcomes: readonly RegistrationOutcome[]): {
  readonly nodes: string;
  readonly tokens: string;
  readonly sessions: string;
  readonly registrations: string;
  readonly events: string;
  readonly devicesAdded: number;
} {
  const registered = outcomes.filter(isRegistered);
  // A node that pairs twice in a group is written once, as it was last.
  const latest = new Map(registered.map((outcome) => [outcome.registered.node.id, outcome]));
  const supersededAt = (outcome: Registered): Date | null => {
    const last = latest.get(outcome.registered.node.id);
    return last && last !== outcome ? last.registered.session.createdAt : null;
  };
  return {
    nodes: JSON.stringify([...latest.values()].map(nodeRow)),
    tokens: JSON.stringify(registered.map((outcome) => tokenRow(outcome, supersededAt(outcome)))),
    sessions: JSON.stringify(registered.map((outcome) => sessionRow(outcome, supersededAt(outcome)))),
    registrations: JSON.stringify(outcomes.map(registrationRow)),
    events: JSON.stringify(outcomes.map((outcome) => outcome.event)),
    devicesAdded: registered.filter((outcome) => outcome.registered.isNew).length,
  };
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
  created_at: event.occurredAt,
});
