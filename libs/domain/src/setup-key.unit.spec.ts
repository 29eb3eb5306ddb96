import { describe, expect, it } from '@jest/globals';
import { at, node } from './given.spec.js';
import {
  decideJoin,
  isGone,
  isLiveSetupKey,
  type Joining,
  type NodesOfJoin,
  type SetupKey,
} from './setup-key.js';

const NOW = at(100);
const terms = { deviceLimit: 5, now: NOW };

const joining: Joining = {
  nodeId: 'node-new',
  name: 'Runner',
  ip: '192.168.1.30',
  platform: 'linux',
  publicKey: 'key-1',
  keyProven: true,
  permissions: ['mesh:read'],
};

const key: SetupKey = {
  permissions: ['mesh:read'],
  tags: [],
  uses: 3,
  used: 2,
  expiresAt: at(101),
  hasEnded: false,
  asksOwner: false,
  onIpConflict: 'allow',
};

const nobody: NodesOfJoin = { sameIp: [], deviceCount: 4, hasUsedKey: false };
const own = { ...node, publicKey: 'key-1', keyProven: true };

describe('a device with a setup key', () => {
  it('joins, until the last of its uses and of its time', () => {
    expect(decideJoin(joining, key, nobody, terms)).toEqual({ kind: 'Join' });
    expect(decideJoin(joining, { ...key, used: 3 }, nobody, terms)).toEqual({ kind: 'SetupKeyUsedUp' });
    expect(decideJoin(joining, { ...key, expiresAt: NOW }, nobody, terms)).toEqual({ kind: 'SetupKeyEnded' });
    expect(decideJoin(joining, { ...key, hasEnded: true }, nobody, terms)).toEqual({ kind: 'SetupKeyEnded' });
    expect(isLiveSetupKey(key, NOW)).toBe(true);
    for (const over of [{ used: 3 }, { expiresAt: NOW }, { hasEnded: true }])
      expect(isLiveSetupKey({ ...key, ...over }, NOW)).toBe(false);
  });

  it('waits for its owner when the key says so', () => {
    expect(decideJoin(joining, { ...key, asksOwner: true }, nobody, terms)).toEqual({ kind: 'AskOwner' });
  });

  it('may share an address unless the key says otherwise, and never goes past the device limit', () => {
    const shared = { ...nobody, sameIp: [{ ...node, id: 'node-2' }] };
    expect(decideJoin(joining, key, shared, terms)).toEqual({ kind: 'Join' });
    const strict = { ...key, onIpConflict: 'reject' } as const;
    expect(decideJoin(joining, strict, shared, terms)).toEqual({ kind: 'IpConflict', ip: joining.ip });
    const full = { ...nobody, deviceCount: 5 };
    expect(decideJoin(joining, key, full, terms)).toEqual({ kind: 'DeviceLimitReached', limit: 5 });
  });

  it('does not come back by the setup key that it has used, once it was removed', () => {
    expect(decideJoin(joining, key, { ...nobody, hasUsedKey: true }, terms)).toEqual({ kind: 'NodeRemoved' });
  });
});

describe('a device that is a node already', () => {
  const known = { ...nobody, own };

  it.each<[string, SetupKey | undefined]>([
    ['without a setup key', undefined],
    ['with a live one', key],
    ['with one that is used up', { ...key, used: 3 }],
    ['with one that has ended', { ...key, hasEnded: true }],
  ])('comes back by its own key %s', (_how, setupKey) => {
    const moved = { ...joining, ip: '192.168.1.99', port: 7001 };
    expect(decideJoin(moved, setupKey, { ...known, hasUsedKey: true, deviceCount: 5 }, terms)).toEqual({
      kind: 'Return',
      changes: { ip: '192.168.1.99', port: 7001, platform: 'linux' },
    });
  });

  it('keeps what it does not say', () => {
    const { platform: _, ...silent } = joining;
    expect(decideJoin(silent, undefined, known, terms)).toMatchObject({
      changes: { port: own.port, platform: own.platform },
    });
    const { port: _port, platform: _platform, ...plain } = own;
    expect(decideJoin(silent, undefined, { ...known, own: plain }, terms)).toEqual({
      kind: 'Return',
      changes: { ip: joining.ip },
    });
  });

  it.each([undefined, key])('does not come back while it is removed, or after', (setupKey) => {
    const removed = { ...known, own: { ...own, removalId: 'r1' } };
    expect(decideJoin(joining, setupKey, removed, terms)).toEqual({ kind: 'NodeRemoved' });
    expect(decideJoin(joining, undefined, nobody, terms)).toEqual({ kind: 'NodeRemoved' });
  });
});

describe('an ephemeral node', () => {
  const ephemeral = { ...node, createdAt: at(0), ephemeralSeconds: 600 };

  it('is gone when it was unseen for longer than it may be', () => {
    expect(isGone({ ...ephemeral, lastSeenAt: at(60) }, at(660))).toBe(false);
    expect(isGone({ ...ephemeral, lastSeenAt: at(60) }, at(660.001))).toBe(true);
    expect(isGone(ephemeral, at(601))).toBe(true);
  });

  it('is one by what it was let in with: others stay', () => {
    expect(isGone(node, at(10_000_000))).toBe(false);
  });
});
