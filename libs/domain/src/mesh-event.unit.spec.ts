import { describe, expect, it } from '@jest/globals';
import {
  ATTEMPT_TYPES,
  byOwner,
  changesPeers,
  EVENT_TYPES,
  isAttemptType,
  isMeshEventType,
  MESH_EVENT_TYPES,
  meshEvent,
  nodeChanges,
  nodeDeparture,
  nodeSuspension,
} from './index.js';

const node = { id: 'node-1', name: 'Phone', permissions: ['mesh:read', 'mesh:connect'] };
const occasion = {
  ownerId: 'owner-1',
  actor: { kind: 'owner' },
  now: new Date('2026-11-29T12:00:00Z'),
} as const;
const about = {
  ownerId: 'owner-1',
  subject: 'node-1',
  actor: { kind: 'owner' },
  occurredAt: occasion.now,
};

describe('an event of the mesh', () => {
  it('is of a type that no pairing has', () => {
    expect(MESH_EVENT_TYPES.filter(isMeshEventType)).toEqual(MESH_EVENT_TYPES);
    expect(EVENT_TYPES.filter(isMeshEventType)).toEqual([]);
    expect(MESH_EVENT_TYPES.filter(isAttemptType)).toEqual(ATTEMPT_TYPES);
  });

  it('tells who did what to what, and when', () => {
    expect(meshEvent('OwnerKeyCreated', 'key-1', occasion, { keyId: 'key-1' })).toEqual({
      ...about,
      type: 'OwnerKeyCreated',
      subject: 'key-1',
      data: { keyId: 'key-1' },
    });
  });
});

describe('the changes of a node', () => {
  it('are none when its name and permissions are what they were, in whatever order', () => {
    const same = { ...node, permissions: [...node.permissions].reverse() };
    expect(nodeChanges(node, same, occasion)).toEqual([]);
  });

  it('tell the name of before', () => {
    expect(nodeChanges(node, { ...node, name: 'Tablet' }, occasion)).toEqual([
      {
        ...about,
        type: 'NodeRenamed',
        data: { nodeId: 'node-1', name: 'Tablet', previousName: 'Phone' },
      },
    ]);
  });

  it.each([[['mesh:read']], [['mesh:read', 'mesh:admin']]])(
    'tell the permissions of before: %j',
    (permissions) => {
      expect(nodeChanges(node, { ...node, permissions }, occasion)).toEqual([
        {
          ...about,
          type: 'NodePermissionsChanged',
          data: { nodeId: 'node-1', name: 'Phone', permissions, previousPermissions: node.permissions },
        },
      ]);
    },
  );

  it('tell the tags of before, and none where there were none', () => {
    const data = { nodeId: 'node-1', name: 'Phone' };
    expect(nodeChanges(node, { ...node, tags: ['tv'] }, occasion)).toEqual([
      { ...about, type: 'NodeTagsChanged', data: { ...data, tags: ['tv'], previousTags: [] } },
    ]);
    expect(nodeChanges({ ...node, tags: ['tv'] }, node, occasion)).toEqual([
      { ...about, type: 'NodeTagsChanged', data: { ...data, tags: [], previousTags: ['tv'] } },
    ]);
    expect(nodeChanges({ ...node, tags: ['tv'] }, { ...node, tags: ['tv'] }, occasion)).toEqual([]);
  });

  it('tell the WireGuard key of before, and all endpoints of now', () => {
    const data = { nodeId: 'node-1', name: 'Phone' };
    const reached = { ...node, wireguardKey: 'key', endpoints: ['10.0.0.7:51820'] };
    const told = { wireguardKey: 'key', endpoints: ['10.0.0.7:51820'] };
    const changes = (before: typeof node, after: typeof node) =>
      nodeChanges(before, after, occasion).map((event) => [event.type, event.data]);
    expect(changes(node, reached)).toEqual([
      ['NodeTunnelChanged', { ...data, ...told, previousWireguardKey: null }],
    ]);
    expect(changes(reached, node)).toEqual([
      ['NodeTunnelChanged', { ...data, wireguardKey: null, endpoints: [], previousWireguardKey: 'key' }],
    ]);
    const moved = { ...reached, endpoints: ['10.0.0.8:51820'] };
    expect(changes(reached, moved)).toEqual([
      ['NodeTunnelChanged', { ...data, ...told, endpoints: moved.endpoints, previousWireguardKey: 'key' }],
    ]);
    expect(changes(reached, { ...reached })).toEqual([]);
  });

  it('change what its peers see, as the sign-in of a console does not', () => {
    expect(['NodeTunnelChanged', 'NodeRemoved', 'PeerPolicyChanged'].every(changesPeers)).toBe(true);
    expect(['ConsoleSignedIn', 'WebhookCreated'].some(changesPeers)).toBe(false);
  });

  it('are three when all are new', () => {
    const after = { id: 'node-1', name: 'Tablet', permissions: [], tags: ['tv'] };
    expect(nodeChanges(node, after, occasion).map(({ type }) => type)).toEqual([
      'NodeRenamed',
      'NodePermissionsChanged',
      'NodeTagsChanged',
    ]);
  });
});

describe('what an owner does', () => {
  it('names the key where it is known', () => {
    const { ownerId, now } = occasion;
    expect(byOwner({ ownerId }, now)).toEqual(occasion);
    const person = { personId: 'p1', name: 'Bob' };
    expect(byOwner({ ownerId, keyId: 'k2', person }, now).actor).toEqual({
      kind: 'owner',
      id: 'k2',
      person: { id: 'p1', name: 'Bob' },
    });
    expect(byOwner({ ownerId, keyId: 'k1' }, now)).toEqual({
      ...occasion,
      actor: { kind: 'owner', id: 'k1' },
    });
  });
});

describe('the departure of a device', () => {
  it('is its own doing or another’s', () => {
    const device = { kind: 'device', id: 'node-1' } as const;
    expect(nodeDeparture(node, { ...occasion, actor: device })).toMatchObject({
      type: 'NodeLeft',
      actor: device,
      data: { nodeId: 'node-1', name: 'Phone' },
    });
    expect(nodeDeparture(node, occasion)).toMatchObject({ ...about, type: 'NodeRemoved' });
  });

  it('names the removal that it was suspended by, and so does the way back', () => {
    const data = { nodeId: 'node-1', name: 'Phone', removalId: 'r1' };
    expect(nodeDeparture(node, occasion, { removalId: 'r1' })).toEqual({
      ...about,
      type: 'NodeRemoved',
      data,
    });
    for (const type of ['NodeSuspended', 'NodeRestored'] as const)
      expect(nodeSuspension(type, node, 'r1', occasion)).toEqual({ ...about, type, data });
  });
});
