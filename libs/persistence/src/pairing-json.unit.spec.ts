import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ConnectingDevice, MeshNode, PairingEvent, PairingState } from '@meshpair/domain';
import { eventFromJson, stateFromJson, type Stored } from './pairing-json.js';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const date = fc.date({ noInvalidDate: true });
const permissions = fc.array(text, { maxLength: 3 });

const device: fc.Arbitrary<ConnectingDevice> = fc.record(
  { name: text, ip: text, platform: text, port: fc.nat(), nodeId: text, publicKey: text },
  { requiredKeys: ['name', 'ip'] },
);

const node: fc.Arbitrary<MeshNode> = fc.record(
  {
    id: text,
    name: text,
    role: fc.constantFrom('host' as const, 'device' as const),
    ip: text,
    port: fc.nat(),
    permissions,
    createdAt: date,
    updatedAt: date,
    lastSeenAt: date,
  },
  { requiredKeys: ['id', 'name', 'role', 'ip', 'permissions', 'createdAt', 'updatedAt'] },
);

const pairing = {
  pairingId: text,
  ownerId: text,
  tokenDigest: text,
  permissions,
  createdAt: date,
  expiresAt: date,
  sequence: fc.nat(),
};
const connection = { device, pinDigest: text, attemptsLeft: fc.nat(), claimDigest: text, connectedAt: date };
const asked = {
  device,
  approval: fc.constantFrom('setup_key' as const, 'device_code' as const),
  claimDigest: text,
  connectedAt: date,
};
const verification = { deviceNodeId: text, sessionId: text, verifiedAt: date };
const kind = <Kind extends string>(name: Kind): { kind: fc.Arbitrary<Kind> } => ({ kind: fc.constant(name) });

const state: fc.Arbitrary<PairingState> = fc.oneof(
  fc.record({ ...kind('TokenCreated'), ...pairing, label: text }),
  fc.record({ ...kind('DeviceConnected'), ...pairing, ...connection }),
  fc.record({ ...kind('DeviceConnected'), ...pairing, ...connection, contested: fc.boolean() }),
  fc.record({ ...kind('DeviceConnected'), ...pairing, ...asked }),
  fc.record({ ...kind('PinVerified'), ...pairing, ...connection, ...verification }),
  fc.record({ ...kind('PinVerified'), ...pairing, ...asked, ...verification }),
  fc.record({
    ...kind('DeviceRegistered'),
    ...pairing,
    ...connection,
    ...verification,
    node,
    peerTokenId: text,
    registeredAt: date,
  }),
  fc.record({
    ...kind('Failed'),
    ...pairing,
    reason: fc.constantFrom('denied' as const, 'device_limit' as const),
    stateAtFailure: fc.constantFrom('TokenCreated' as const, 'PinVerified' as const),
    failedAt: date,
  }),
);

const event = <Type extends PairingEvent['type']>(
  type: Type,
  data: fc.Arbitrary<Extract<PairingEvent, { type: Type }>['data']>,
): fc.Arbitrary<PairingEvent> =>
  fc.record({
    type: fc.constant(type),
    pairingId: text,
    ownerId: text,
    sequence: fc.nat(),
    occurredAt: date,
    data,
  }) as unknown as fc.Arbitrary<PairingEvent>;

const events = fc.oneof(
  event('TokenCreated', fc.record({ permissions, label: text, expiresAt: date })),
  event('DeviceScanned', fc.record({ device })),
  event('PinGenerated', fc.record({ attemptsLeft: fc.nat(), expiresAt: date })),
  event('PinVerified', fc.record({ nodeId: text, sessionId: text, device, permissions })),
  event('DeviceRegistered', fc.record({ node, peerTokenId: text, sessionId: text })),
  event(
    'PairingFailed',
    fc.record({
      reason: fc.constant('expired' as const),
      stateAtFailure: fc.constant('TokenCreated' as const),
    }),
  ),
);

const throughJson = <T>(value: T): Stored<T> => JSON.parse(JSON.stringify(value)) as Stored<T>;

describe('pairings as JSON', () => {
  it('gives every state back as it was, dates included', () => {
    fc.assert(fc.property(state, (given) => expect(stateFromJson(throughJson(given))).toEqual(given)));
  });

  it('gives every event back as it was, dates included', () => {
    fc.assert(fc.property(events, (given) => expect(eventFromJson(throughJson(given))).toEqual(given)));
  });
});
