import { describe, expect, it } from '@jest/globals';
import {
  ConnectDeviceBody,
  OwnerKey,
  pairingCommands,
  PROBLEMS,
  refused,
  registryCommands,
  StartPairingBody,
  UpdateNodeBody,
  VerifyPinBody,
} from './index.js';

const token = 'A'.repeat(43);
const device = { name: 'Phone' };
const named = (name: string): boolean =>
  ConnectDeviceBody.safeParse({ token, device: { ...device, name } }).success;

describe('the body that starts a pairing', () => {
  it('may be empty', () => {
    expect(StartPairingBody.parse({})).toEqual({});
  });

  it.each([{ ttlSeconds: 60 }, { ttlSeconds: 600 }, { permissions: ['mesh:read'] }, { label: ' Kitchen ' }])(
    'may say %j',
    (body) => {
      expect(StartPairingBody.safeParse(body).success).toBe(true);
    },
  );

  it.each([
    { ttlSeconds: 59 },
    { ttlSeconds: 601 },
    { ttlSeconds: '300' },
    { permissions: [] },
    { permissions: ['two words'] },
    { permissions: ['mesh:read', 'mesh:read'] },
    { label: '' },
    { unknown: true },
  ])('may not say %j', (body) => {
    expect(StartPairingBody.safeParse(body).success).toBe(false);
  });
});

describe('the body that connects a device', () => {
  it.each(['Phone', 'Anna’s 📱', '电话', 'x'.repeat(64)])('takes the name %j', (name) => {
    expect(named(name)).toBe(true);
  });

  it.each(['', '   ', 'x'.repeat(65), 'a\nb', 'a\u0000b', 'safe\u202Eexe'])('refuses the name %j', (name) => {
    expect(named(name)).toBe(false);
  });

  it.each([
    { token: 'short', device },
    { token, device: { ...device, port: 0 } },
    { token, device: { ...device, nodeId: '../etc' } },
    { token, device: { ...device, ip: '10.0.0.1' } },
    { token },
  ])('refuses %j', (body) => {
    expect(ConnectDeviceBody.safeParse(body).success).toBe(false);
  });
});

describe('the body that verifies a PIN', () => {
  it('names the pairing by its token or its id', () => {
    expect(VerifyPinBody.safeParse({ token, pin: '123456' }).success).toBe(true);
    expect(VerifyPinBody.safeParse({ pairingId: 'pairing-1', pin: '123456' }).success).toBe(true);
  });

  it('names it one way, not both and not none', () => {
    expect(VerifyPinBody.safeParse({ token, pairingId: 'pairing-1', pin: '123456' }).success).toBe(false);
    expect(VerifyPinBody.safeParse({ pin: '123456' }).success).toBe(false);
  });

  const verify = { token, pin: '123456' };

  it.each([
    { onIpConflict: 'reject' },
    { onIpConflict: 'allow' },
    { onIpConflict: 'replace', replaceNodeId: 'node-1' },
  ])('may choose %j about the address', (choice) => {
    expect(VerifyPinBody.safeParse({ ...verify, ...choice }).success).toBe(true);
  });

  it.each([
    [{ onIpConflict: 'replace' }, 'replaceNodeId'],
    [{ replaceNodeId: 'node-1' }, 'replaceNodeId'],
    [{ onIpConflict: 'allow', replaceNodeId: 'node-1' }, 'replaceNodeId'],
    [{ onIpConflict: 'replace', replaceNodeId: '../etc' }, 'replaceNodeId'],
    [{ onIpConflict: 'perhaps' }, 'onIpConflict'],
  ])('may not choose %j, over HTTP or NATS: %s is wrong', (choice, field) => {
    const { request } = pairingCommands.verifyPin;
    for (const result of [
      VerifyPinBody.safeParse({ ...verify, ...choice }),
      request.safeParse({ ...verify, ...choice, ownerId: 'owner-1' }),
    ]) {
      expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
    }
  });

  it.each(['12345', '1234567', '012345', '12345a', ' 123456', '１２３４５６'])(
    'refuses the PIN %j',
    (pin) => {
      expect(VerifyPinBody.safeParse({ token, pin }).success).toBe(false);
    },
  );
});

describe('the other requests', () => {
  it('change something of a node, and nothing but its name and permissions', () => {
    expect(UpdateNodeBody.safeParse({ name: 'Tablet' }).success).toBe(true);
    expect(UpdateNodeBody.safeParse({}).success).toBe(false);
    expect(UpdateNodeBody.safeParse({ role: 'host' }).success).toBe(false);
  });

  it('take an owner key of the documented form only', () => {
    expect(OwnerKey.safeParse(`mpo_first_${'s'.repeat(32)}`).success).toBe(true);
    expect(OwnerKey.safeParse(`mpo_First_${'s'.repeat(32)}`).success).toBe(false);
    expect(OwnerKey.safeParse(`mpo_first_${'s'.repeat(31)}`).success).toBe(false);
  });

  it('go each to a subject of its own, under its service', () => {
    const subjectsOf = (commands: object): string[] =>
      Object.values(commands).flatMap((value: unknown) =>
        typeof value === 'object' && value !== null && 'subject' in value ? [String(value.subject)] : [],
      );
    const pairing = subjectsOf(pairingCommands);
    const registry = subjectsOf(registryCommands);
    expect(pairing.filter((subject) => !subject.startsWith('pairing.'))).toEqual([]);
    expect(registry.filter((subject) => !subject.startsWith('registry.'))).toEqual([]);
    expect(new Set([...pairing, ...registry]).size).toBe(pairing.length + registry.length);
  });
});

describe('a refusal', () => {
  it('is a value with a code that has a status and a title', () => {
    expect(refused('invalid_pin', { attemptsLeft: 4 })).toEqual({
      ok: false,
      error: { code: 'invalid_pin', attemptsLeft: 4 },
    });
    for (const { status, title } of Object.values(PROBLEMS)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title).not.toBe('');
    }
  });
});
