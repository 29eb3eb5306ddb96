import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, canRegisterDevice } from './can-register-device.js';
import { node } from './given.spec.js';
import type { IpConflictChoice } from './ip-conflict.js';
import type { MeshNode } from './mesh-node.js';

const IDS = ['candidate', 'host', 'tablet', 'laptop', 'gone'] as const;
const policy = { ipConflict: 'reject' as const, deviceLimit: 3 };
const candidate: Candidate = { nodeId: 'candidate', name: 'Phone', ip: node.ip, permissions: ['mesh:read'] };
const at = (id: string): MeshNode => ({ ...node, id, role: id === 'host' ? 'host' : 'device' });
const replace = (nodeId: string): IpConflictChoice => ({ action: 'replace', nodeId });

const decide = (
  sameIp: readonly string[],
  choice?: IpConflictChoice,
  deviceCount = 2,
): ReturnType<typeof canRegisterDevice> =>
  canRegisterDevice(candidate, { sameIp: sameIp.map(at), deviceCount }, policy, choice);

describe('a choice about the address', () => {
  it('to allow keeps both, whatever the policy', () => {
    expect(decide(['tablet', 'laptop'], { action: 'allow' })).toEqual({ kind: 'RegisterNew' });
  });

  it('to reject conflicts, whatever the policy', () => {
    const lenient = { ...policy, ipConflict: 'allow' as const };
    const existing = { sameIp: [at('tablet')], deviceCount: 1 };
    const decision = canRegisterDevice(candidate, existing, lenient, { action: 'reject' });
    expect(decision).toMatchObject({ kind: 'IpConflict', existingDevice: { id: 'tablet' } });
  });

  it('to replace takes the named device of several, and no other', () => {
    expect(decide(['tablet', 'laptop'], replace('laptop'))).toEqual({
      kind: 'RegisterNew',
      replaced: at('laptop'),
    });
  });

  it('to replace counts the limit without the device that goes', () => {
    expect(decide(['tablet'], replace('tablet'), 3).kind).toBe('RegisterNew');
    expect(decide(['tablet'], replace('tablet'), 4).kind).toBe('DeviceLimitReached');
    expect(decide(['tablet'], { action: 'allow' }, 3).kind).toBe('DeviceLimitReached');
  });

  it('to replace what is gone registers when nobody is there, and conflicts when another one is', () => {
    expect(decide([], replace('gone'))).toEqual({ kind: 'RegisterNew' });
    expect(decide(['tablet'], replace('gone'))).toMatchObject({
      kind: 'IpConflict',
      existingDevice: { id: 'tablet' },
    });
  });

  it('to replace never takes the host', () => {
    expect(decide(['host'], replace('host'))).toEqual({ kind: 'RegisterNew' });
    expect(decide(['host', 'tablet'], replace('host'))).toMatchObject({ kind: 'IpConflict' });
  });

  it('to replace takes a device away from one that pairs again, too', () => {
    const existing = { sameId: at('candidate'), sameIp: [at('candidate'), at('tablet')], deviceCount: 9 };
    expect(canRegisterDevice(candidate, existing, policy, replace('tablet'))).toMatchObject({
      kind: 'UpdateExisting',
      replaced: { id: 'tablet' },
    });
  });
});

describe('whoever is at the address, and whatever is chosen', () => {
  const anyChoice = fc.oneof(
    fc.constantFrom<IpConflictChoice>({ action: 'reject' }, { action: 'allow' }),
    fc.constantFrom(...IDS).map(replace),
  );
  const anyCase = fc.record({
    present: fc.uniqueArray(fc.constantFrom(...IDS.filter((id) => id !== 'gone'))),
    choice: fc.option(anyChoice, { nil: undefined }),
    deviceCount: fc.nat(5),
    isStored: fc.boolean(),
  });
  const holds = (promise: (given: Given) => void): void =>
    fc.assert(
      fc.property(anyCase, ({ present, choice, deviceCount, isStored }) => {
        const sameId = isStored ? { sameId: at('candidate') } : {};
        const existing = { sameIp: present.map(at), deviceCount, ...sameId };
        const others = present.filter((id) => id !== 'host' && id !== 'candidate');
        promise({ others, choice, deviceCount, ...decided(existing, choice) });
      }),
      { numRuns: 1000 },
    );

  it('no device goes but the named one, if it is there', () => {
    holds(({ replaced, others, choice }) => {
      if (replaced === undefined) return;
      expect(choice).toEqual(replace(replaced));
      expect(others).toContain(replaced);
    });
  });

  it('the device is in conflict exactly when another is there that the choice neither allows nor removes', () => {
    holds(({ kind, others, choice }) => {
      const isSettled =
        choice?.action === 'allow' || (choice?.action === 'replace' && others.includes(choice.nodeId));
      expect(kind === 'IpConflict').toBe(others.length > 0 && !isSettled);
    });
  });

  it('the owner never has more devices than the limit through a new one', () => {
    holds(({ kind, replaced, deviceCount }) => {
      if (kind !== 'RegisterNew') return;
      expect(deviceCount + 1 - (replaced === undefined ? 0 : 1)).toBeLessThanOrEqual(policy.deviceLimit);
    });
  });
});

interface Given {
  readonly others: readonly string[];
  readonly choice: IpConflictChoice | undefined;
  readonly deviceCount: number;
  readonly kind: string;
  readonly replaced: string | undefined;
}

function decided(
  existing: Parameters<typeof canRegisterDevice>[1],
  choice: IpConflictChoice | undefined,
): Pick<Given, 'kind' | 'replaced'> {
  const decision = canRegisterDevice(candidate, existing, policy, choice);
  return { kind: decision.kind, replaced: 'replaced' in decision ? decision.replaced?.id : undefined };
}
