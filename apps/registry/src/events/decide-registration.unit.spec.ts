import { describe, expect, it } from '@jest/globals';
import type { ExistingNodes, MeshNode, PinVerifiedEvent } from '@meshpair/domain';
import { decideRegistration, type RegistrationTerms } from './decide-registration.js';

const NOW = new Date('2026-11-23T12:00:00Z');

const terms: RegistrationTerms = {
  now: NOW,
  peerTokenId: 'peer-1',
  policy: { ipConflict: 'reject', deviceLimit: 5 },
  peerTokenSeconds: 3600,
  sessionIdleSeconds: 60,
};

const request: PinVerifiedEvent = {
  type: 'PinVerified',
  pairingId: 'pairing-1',
  ownerId: 'owner-1',
  sequence: 4,
  occurredAt: new Date('2026-11-23T11:59:59Z'),
  data: {
    nodeId: 'node-1',
    sessionId: 'session-1',
    device: { name: 'Tablet', ip: '192.0.2.1', publicKey: 'key-1' },
    permissions: ['mesh:read'],
  },
};

const stored: MeshNode = {
  id: 'node-1',
  name: 'Old name',
  role: 'device',
  ip: '192.0.2.9',
  publicKey: 'key-1',
  permissions: ['mesh:read'],
  createdAt: new Date('2026-01-01T00:00:00Z'),
  updatedAt: new Date('2026-01-01T00:00:00Z'),
};

const nobody: ExistingNodes = { sameIp: [], deviceCount: 0 };

describe('decideRegistration', () => {
  it('makes a node, a peer token and a session of a new device, and tells of it as the next event', () => {
    const { registered, event } = decideRegistration(request, nobody, terms);
    expect(registered).toEqual({
      node: {
        id: 'node-1',
        name: 'Tablet',
        role: 'device',
        ip: '192.0.2.1',
        publicKey: 'key-1',
        permissions: ['mesh:read'],
        createdAt: NOW,
        updatedAt: NOW,
      },
      isNew: true,
      peerToken: { id: 'peer-1', issuedAt: NOW, expiresAt: new Date('2026-11-23T13:00:00Z') },
      session: { id: 'session-1', createdAt: NOW, expiresAt: new Date('2026-11-23T12:01:00Z') },
    });
    expect(event).toEqual({
      type: 'DeviceRegistered',
      pairingId: 'pairing-1',
      ownerId: 'owner-1',
      sequence: 5,
      occurredAt: NOW,
      data: { node: registered?.node, peerTokenId: 'peer-1', sessionId: 'session-1' },
    });
  });

  it('updates a node that is there, and keeps what the device does not say', () => {
    const { registered } = decideRegistration(request, { ...nobody, sameId: stored }, terms);
    expect(registered).toMatchObject({
      isNew: false,
      node: { id: 'node-1', name: 'Tablet', ip: '192.0.2.1', createdAt: stored.createdAt, updatedAt: NOW },
    });
  });

  it('names the device that goes, in what is written and in the event', () => {
    const tablet = { ...stored, id: 'node-2' };
    const choosing = {
      ...request,
      data: { ...request.data, ipConflict: { action: 'replace', nodeId: 'node-2' } as const },
    };
    const { registered, event } = decideRegistration(choosing, { sameIp: [tablet], deviceCount: 5 }, terms);
    expect(registered).toMatchObject({ isNew: true, replacedNodeId: 'node-2' });
    expect(event).toMatchObject({ type: 'DeviceRegistered', data: { replacedNodeId: 'node-2' } });
  });

  it.each<[string, ExistingNodes, string]>([
    [
      'another device at the address',
      { sameIp: [{ ...stored, id: 'node-2' }], deviceCount: 1 },
      'ip_conflict',
    ],
    ['as many devices as allowed', { sameIp: [], deviceCount: 5 }, 'device_limit'],
    ['another key', { ...nobody, sameId: { ...stored, publicKey: 'key-2' } }, 'identity_mismatch'],
  ])('refuses %s and writes nothing', (_what, existing, reason) => {
    const outcome = decideRegistration(request, existing, terms);
    expect(outcome.registered).toBeUndefined();
    expect(outcome.event).toMatchObject({
      type: 'PairingFailed',
      sequence: 5,
      data: { reason, stateAtFailure: 'PinVerified' },
    });
  });
});
