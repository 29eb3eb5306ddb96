import { describe, expect, it } from '@jest/globals';
import { type Candidate, canRegisterDevice, type RegistrationPolicy } from './can-register-device.js';
import { node } from './given.spec.js';

const policy: RegistrationPolicy = { ipConflict: 'reject', deviceLimit: 5 };
const nobody = { sameIp: [], deviceCount: 0 };
const candidate: Candidate = {
  nodeId: 'node-1',
  name: 'Phone',
  ip: '192.168.1.30',
  port: 7000,
  platform: 'android',
  permissions: ['mesh:read'],
};
const occupant = { ...node, id: 'node-2', name: 'Tablet' };
const host = { ...node, id: 'host', role: 'host' as const };

describe('a device with a new node id', () => {
  it('is registered when its address is free and the limit allows it', () => {
    expect(canRegisterDevice(candidate, { sameIp: [], deviceCount: 4 }, policy)).toEqual({
      kind: 'RegisterNew',
    });
  });

  it('is refused at the device limit', () => {
    expect(canRegisterDevice(candidate, { sameIp: [], deviceCount: 5 }, policy)).toEqual({
      kind: 'DeviceLimitReached',
      limit: 5,
    });
  });

  it("is refused at another device's address, which is named before the limit", () => {
    expect(canRegisterDevice(candidate, { sameIp: [occupant], deviceCount: 5 }, policy)).toEqual({
      kind: 'IpConflict',
      existingDevice: occupant,
      ip: '192.168.1.30',
    });
  });

  it("may share another device's address when the policy allows it", () => {
    const sharing = { ...policy, ipConflict: 'allow' as const };
    expect(canRegisterDevice(candidate, { sameIp: [occupant], deviceCount: 1 }, sharing)).toEqual({
      kind: 'RegisterNew',
    });
  });

  it("never conflicts with the host's own node", () => {
    expect(canRegisterDevice(candidate, { sameIp: [host], deviceCount: 0 }, policy)).toEqual({
      kind: 'RegisterNew',
    });
  });

  it('finds the conflict behind the host', () => {
    expect(canRegisterDevice(candidate, { sameIp: [host, occupant], deviceCount: 1 }, policy)).toMatchObject({
      kind: 'IpConflict',
      existingDevice: occupant,
    });
  });
});

describe('a device whose node id is stored', () => {
  it('changes nothing when nothing has changed', () => {
    const existing = { sameId: node, sameIp: [node], deviceCount: 1 };
    expect(canRegisterDevice(candidate, existing, policy)).toEqual({ kind: 'UpdateExisting', changes: {} });
  });

  it('brings its new name, address and permissions, also at the device limit', () => {
    const moved: Candidate = {
      ...candidate,
      name: 'New phone',
      ip: '192.168.1.31',
      permissions: ['mesh:all'],
    };
    expect(canRegisterDevice(moved, { sameId: node, sameIp: [], deviceCount: 5 }, policy)).toEqual({
      kind: 'UpdateExisting',
      changes: { name: 'New phone', ip: '192.168.1.31', permissions: ['mesh:all'] },
    });
  });

  it('sees a scope that was added or replaced', () => {
    for (const permissions of [['mesh:read', 'mesh:connect'], ['mesh:connect']]) {
      expect(canRegisterDevice({ ...candidate, permissions }, { ...nobody, sameId: node }, policy)).toEqual({
        kind: 'UpdateExisting',
        changes: { permissions },
      });
    }
  });

  it('keeps what the device does not say', () => {
    const terse: Candidate = { ...candidate, port: undefined, platform: undefined };
    expect(canRegisterDevice(terse, { ...nobody, sameId: node }, policy)).toEqual({
      kind: 'UpdateExisting',
      changes: {},
    });
  });

  it('is refused at the address of another device', () => {
    const existing = { sameId: node, sameIp: [occupant], deviceCount: 2 };
    expect(canRegisterDevice(candidate, existing, policy)).toMatchObject({ kind: 'IpConflict' });
  });

  it('is bound to its key from the first time that it shows one', () => {
    const withKey = { ...candidate, publicKey: 'key-of-the-phone' };
    expect(canRegisterDevice(withKey, { ...nobody, sameId: node }, policy)).toEqual({
      kind: 'UpdateExisting',
      changes: { publicKey: 'key-of-the-phone' },
    });
  });

  it.each([
    { shown: 'key-of-the-phone', decision: 'UpdateExisting' },
    { shown: 'key-of-a-thief', decision: 'IdentityMismatch' },
    { shown: undefined, decision: 'IdentityMismatch' },
  ])('with a stored key answers $decision to $shown', ({ shown, decision }) => {
    const sameId = { ...node, publicKey: 'key-of-the-phone' };
    const asking = { ...candidate, publicKey: shown };
    expect(canRegisterDevice(asking, { ...nobody, sameId }, policy).kind).toBe(decision);
  });

  it('is bound to the proof of its key from the first time that it gives one', () => {
    const sameId = { ...node, publicKey: 'key-of-the-phone' };
    const proving = { ...candidate, publicKey: 'key-of-the-phone', keyProven: true };
    expect(canRegisterDevice(proving, { ...nobody, sameId }, policy)).toEqual({
      kind: 'UpdateExisting',
      changes: { keyProven: true },
    });
  });

  it.each([
    { shown: 'key-of-the-phone', keyProven: true, decision: 'UpdateExisting' },
    { shown: 'key-of-the-phone', keyProven: undefined, decision: 'IdentityMismatch' },
    { shown: 'key-of-the-phone', keyProven: false, decision: 'IdentityMismatch' },
    { shown: 'key-of-a-thief', keyProven: true, decision: 'IdentityMismatch' },
    { shown: undefined, keyProven: undefined, decision: 'IdentityMismatch' },
  ])(
    'with a proven key answers $decision to $shown, proven: $keyProven',
    ({ shown, keyProven, decision }) => {
      const sameId = { ...node, publicKey: 'key-of-the-phone', keyProven: true };
      const asking = { ...candidate, publicKey: shown, keyProven };
      expect(canRegisterDevice(asking, { ...nobody, sameId }, policy).kind).toBe(decision);
    },
  );

  it("cannot be the host's own node", () => {
    expect(canRegisterDevice({ ...candidate, nodeId: 'host' }, { ...nobody, sameId: host }, policy)).toEqual({
      kind: 'IdentityMismatch',
    });
  });
});
