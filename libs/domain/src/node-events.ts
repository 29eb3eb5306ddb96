import {
  type MeshEvent,
  meshEvent,
  type MeshEventData,
  type MeshEventOf,
  type MeshEventType,
  type Occasion,
} from './mesh-event.js';
import type { MeshNode } from './mesh-node.js';

type Described = Pick<MeshNode, 'id' | 'name' | 'permissions' | 'tags' | 'wireguardKey' | 'endpoints'>;

const isSame = (before: readonly string[], after: readonly string[]): boolean =>
  before.length === after.length && before.every((each) => after.includes(each));

/** What has changed of a node: nothing, its name, its permissions, its tags, how it is reached, or several of them. */
export function nodeChanges(before: Described, after: Described, occasion: Occasion): readonly MeshEvent[] {
  const node = { nodeId: after.id, name: after.name };
  const { permissions, tags = [] } = after;
  const { permissions: previousPermissions, tags: previousTags = [] } = before;
  return [
    ...(before.name === after.name
      ? []
      : [meshEvent('NodeRenamed', after.id, occasion, { ...node, previousName: before.name })]),
    ...(isSame(previousPermissions, permissions)
      ? []
      : [
          meshEvent('NodePermissionsChanged', after.id, occasion, {
            ...node,
            permissions,
            previousPermissions,
          }),
        ]),
    ...(isSame(previousTags, tags)
      ? []
      : [meshEvent('NodeTagsChanged', after.id, occasion, { ...node, tags, previousTags })]),
    ...tunnelChanges(before, after, occasion),
  ];
}

function tunnelChanges(before: Described, after: Described, occasion: Occasion): readonly MeshEvent[] {
  const { wireguardKey = null, endpoints = [] } = after;
  const { wireguardKey: previousWireguardKey = null, endpoints: previousEndpoints = [] } = before;
  if (wireguardKey === previousWireguardKey && isSame(previousEndpoints, endpoints)) return [];
  const node = { nodeId: after.id, name: after.name };
  return [
    meshEvent('NodeTunnelChanged', after.id, occasion, {
      ...node,
      wireguardKey,
      previousWireguardKey,
      endpoints,
    }),
  ];
}

type Named = Pick<MeshNode, 'id' | 'name'>;

/** A device is gone: its own doing, or another's; with `removalId` where it was suspended first. */
export const nodeDeparture = (
  { id, name }: Named,
  occasion: Occasion,
  why: Pick<MeshEventData['NodeRemoved'], 'removalId' | 'unseenSince'> = {},
): MeshEventOf<'NodeLeft' | 'NodeRemoved'> =>
  meshEvent(occasion.actor.kind === 'device' ? 'NodeLeft' : 'NodeRemoved', id, occasion, {
    nodeId: id,
    name,
    ...why,
  });

/** A device is shut out before it is removed, or let in again. */
export const nodeSuspension = (
  type: 'NodeSuspended' | 'NodeRestored',
  { id, name }: Named,
  removalId: string,
  occasion: Occasion,
): MeshEventOf<'NodeSuspended' | 'NodeRestored'> =>
  meshEvent(type, id, occasion, { nodeId: id, name, removalId });

/** What changes whom a node sees, or what it sees of them; a pairing that registers a device does too. */
export const PEERS_CHANGE_BY = [
  'NodeRenamed',
  'NodePermissionsChanged',
  'NodeTagsChanged',
  'NodeTunnelChanged',
  'NodeSuspended',
  'NodeRestored',
  'NodeRemoved',
  'NodeLeft',
  'NodeJoined',
  'NodeReturned',
  'PeerTokenRefreshed',
  'PeerTokenReused',
  'TokenRevoked',
  'PeerPolicyChanged',
] as const satisfies readonly MeshEventType[];

export const changesPeers = (type: string): boolean => (PEERS_CHANGE_BY as readonly string[]).includes(type);
