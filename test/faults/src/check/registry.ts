import type { Snapshot } from './snapshot.js';
import { check, groupBy, type Invariant } from './violation.js';

/** Nodes, tokens, sessions and registrations among each other. */
export function registryInvariants(snapshot: Snapshot, deviceLimit: number): readonly Invariant[] {
  const { nodes, tokens, sessions, registrations, deviceCounts } = snapshot;
  const nodeKey = ({ ownerId, nodeId }: { ownerId: string; nodeId: string }): string =>
    `${ownerId}/${nodeId}`;
  const nodeKeys = new Set(nodes.map(nodeKey));
  const tokensOf = groupBy(tokens, nodeKey);
  const sessionsOf = groupBy(sessions, nodeKey);
  const nodesOf = groupBy(nodes, ({ ownerId }) => ownerId);
  const registered = registrations.filter(({ sessionId }) => sessionId !== null);
  const kinds = new Map(snapshot.pairings.map(({ pairingId, kind }) => [pairingId, kind]));
  const known = (id: string | null, among: ReadonlySet<string>): boolean => id !== null && among.has(id);
  const tokenIds = new Set(tokens.map(({ id }) => id));
  const sessionIds = new Set(sessions.map(({ id }) => id));

  return [
    check('every node has one token and one session', nodes, nodeKey, (node) => {
      const [token, session] = [tokensOf, sessionsOf].map((of) => of.get(nodeKey(node))?.length ?? 0);
      return token === 1 && session === 1 ? undefined : `${token} tokens, ${session} sessions`;
    }),
    check(
      'every token and session has a node',
      [...tokens, ...sessions],
      ({ id }) => id,
      (credential) => (nodeKeys.has(nodeKey(credential)) ? undefined : 'no node'),
    ),
    check(
      'no owner is over the device limit',
      deviceCounts,
      ({ ownerId }) => ownerId,
      ({ ownerId, deviceCount }) => {
        const count = nodesOf.get(ownerId)?.length ?? 0;
        if (count !== deviceCount) return `${count} nodes, counted as ${deviceCount}`;
        return count > deviceLimit ? `${count} nodes` : undefined;
      },
    ),
    check(
      'no two devices of an owner have one address',
      [...groupBy(nodes, ({ ownerId, ip }) => `${ownerId} ${ip}`)],
      ([address]) => address,
      ([, sharing]) => (sharing.length > 1 ? sharing.map(({ nodeId }) => nodeId).join(', ') : undefined),
    ),
    check(
      'every registration has its node, token and session, once',
      registered,
      ({ pairingId }) => pairingId,
      (one) => {
        if (one.nodeId === null || !nodeKeys.has(`${one.ownerId}/${one.nodeId}`)) return 'no node';
        if (!known(one.peerTokenId, tokenIds)) return 'no token';
        return known(one.sessionId, sessionIds) ? undefined : 'no session';
      },
    ),
    check(
      'no registration made more than one of anything',
      [...groupBy(registered, ({ nodeId }) => nodeId ?? '')],
      ([nodeId]) => nodeId,
      ([, sharing]) =>
        sharing.length > 1 ? `by ${sharing.map(({ pairingId }) => pairingId).join()}` : undefined,
    ),
    check(
      'every registration is what its pairing says',
      registrations,
      ({ pairingId }) => pairingId,
      (one) => {
        const kind = kinds.get(one.pairingId);
        const expected = one.sessionId === null ? 'Failed' : 'DeviceRegistered';
        return kind === expected ? undefined : `${expected} at the registry, ${kind ?? 'unknown'} at pairing`;
      },
    ),
  ];
}
