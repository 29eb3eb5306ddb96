import {
  calculateExpiry,
  decideJoin as decide,
  type JoinDecision,
  type Joining,
  type MeshEvent,
  meshEvent,
  type MeshNode,
  type SetupKey,
} from '@meshpair/domain';
import type { JoinQuestion, JoinRequest, SetupKeyRecord, WrittenJoin } from '@meshpair/persistence';

/** What a join takes from the world, and the limits that are set. */
export interface JoinTerms {
  readonly newNodeId: string;
  readonly sessionId: string;
  readonly peerTokenId: string;
  readonly deviceLimit: number;
  readonly peerTokenSeconds: number;
  readonly sessionIdleSeconds: number;
}

/** What was decided of a device that joins, and what is written of it. */
export interface JoinOutcome {
  readonly decision: JoinDecision;
  readonly ownerId: string;
  readonly key?: SetupKeyRecord | undefined;
  readonly written?: WrittenJoin;
}

/** A node with its tokens and its event, or a refusal of which nothing is written. */
export function decideJoin(request: JoinRequest, question: JoinQuestion, terms: JoinTerms): JoinOutcome {
  const { ownerId, key, nodes, now } = question;
  const joining = joiningOf(request, key, terms);
  const decision = decide(joining, key && ruleOf(key), nodes, { deviceLimit: terms.deviceLimit, now });
  const outcome = { decision, ownerId, key };
  if (decision.kind === 'Join' && key) {
    const node = newNode(joining, key, now);
    return {
      ...outcome,
      written: { ...registered(request, node, now, terms, key), event: joined(ownerId, node, key, terms) },
    };
  }
  if (decision.kind === 'Return' && nodes.own) {
    const node = { ...nodes.own, ...decision.changes, updatedAt: now, lastSeenAt: now };
    return {
      ...outcome,
      written: { ...registered(request, node, now, terms), event: returned(ownerId, node, terms) },
    };
  }
  return outcome;
}

/** The name is the device's own; what it may do is the setup key's to say. */
const joiningOf = (
  { publicKey, ip, device: { name, platform, port } }: JoinRequest,
  key: SetupKeyRecord | undefined,
  { newNodeId }: JoinTerms,
): Joining => ({
  nodeId: newNodeId,
  name,
  ip,
  publicKey,
  keyProven: true,
  permissions: key?.permissions ?? [],
  ...(platform !== undefined && { platform }),
  ...(port !== undefined && { port }),
});

/** As the domain takes it. */
export const ruleOf = ({ ephemeralSeconds, ...key }: SetupKeyRecord): SetupKey => ({
  ...key,
  ...(ephemeralSeconds !== null && { ephemeralSeconds }),
});

/** What a node has of the setup key that it has come with. */
export const givenBy = ({
  setupKeyId,
  tags,
  ephemeralSeconds,
}: SetupKeyRecord): Pick<MeshNode, 'tags' | 'ephemeralSeconds' | 'setupKeyId'> => ({
  ...(tags.length > 0 && { tags }),
  ...(ephemeralSeconds !== null && { ephemeralSeconds }),
  setupKeyId,
});

function newNode({ nodeId, ...device }: Joining, key: SetupKeyRecord, now: Date): MeshNode {
  return {
    id: nodeId,
    role: 'device',
    ...device,
    ...givenBy(key),
    createdAt: now,
    updatedAt: now,
    lastSeenAt: now,
  };
}

const registered = (
  { keyThumbprint }: JoinRequest,
  node: MeshNode,
  now: Date,
  { sessionId, peerTokenId, peerTokenSeconds, sessionIdleSeconds }: JoinTerms,
  usedKey?: SetupKeyRecord,
): Pick<WrittenJoin, 'registered'> => ({
  registered: {
    node,
    isNew: usedKey !== undefined,
    ...(usedKey && { usedKey }),
    peerToken: { id: peerTokenId, issuedAt: now, expiresAt: calculateExpiry(now, peerTokenSeconds) },
    session: {
      id: sessionId,
      createdAt: now,
      expiresAt: calculateExpiry(now, sessionIdleSeconds),
      keyThumbprint,
    },
  },
});

const joined = (ownerId: string, node: MeshNode, key: SetupKeyRecord, terms: JoinTerms): MeshEvent =>
  meshEvent('NodeJoined', node.id, byDevice(ownerId, node), {
    ...arrived(node, terms),
    setupKeyId: key.setupKeyId,
    permissions: node.permissions,
    tags: key.tags,
    isEphemeral: key.ephemeralSeconds !== null,
  });

const returned = (ownerId: string, node: MeshNode, terms: JoinTerms): MeshEvent =>
  meshEvent('NodeReturned', node.id, byDevice(ownerId, node), arrived(node, terms));

const byDevice = (ownerId: string, { id, updatedAt }: MeshNode) =>
  ({ ownerId, actor: { kind: 'device', id }, now: updatedAt }) as const;

const arrived = (
  { id, name, ip, platform }: MeshNode,
  { sessionId, peerTokenId }: JoinTerms,
): {
  nodeId: string;
  name: string;
  ip: string;
  platform?: string;
  sessionId: string;
  peerTokenId: string;
} => ({
  nodeId: id,
  name,
  ip,
  ...(platform !== undefined && { platform }),
  sessionId,
  peerTokenId,
});
