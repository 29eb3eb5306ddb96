import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@meshpair/contracts';
import type { FlowRecord } from '../load/ledger.js';
import { eventInvariants } from './events.js';
import { pairingInvariants } from './pairings.js';
import { registryInvariants } from './registry.js';
import type { EventRow, Snapshot } from './snapshot.js';
import type { Invariant } from './violation.js';

const DEVICE_LIMIT = 2;
const PIN_ATTEMPTS = 5;

const ALL_TYPES = ['TokenCreated', 'DeviceScanned', 'PinGenerated', 'PinVerified', 'DeviceRegistered'];

const row = (sequence: number, type = ALL_TYPES[sequence - 1] ?? ''): EventRow => ({
  pairingId: 'p',
  sequence,
  type,
  isPublished: true,
  isBackInTime: false,
});

const stored = (sequence: number, more: { messageId?: string; type?: string } = {}) => ({
  messageId: `p.${sequence}`,
  event: { id: `p.${sequence}`, subject: 'p', sequence, type: ALL_TYPES[sequence - 1] } as CloudEvent,
  ...more,
});

/** One registered pairing, with everything in order. */
const SOUND: Snapshot = {
  pairings: [{ pairingId: 'p', ownerId: 'o', kind: 'DeviceRegistered', reason: null, sequence: 5 }],
  pairingEvents: [1, 2, 3, 4, 5].map((sequence) => row(sequence)),
  registrationEvents: [row(5)],
  registrations: [{ pairingId: 'p', ownerId: 'o', nodeId: 'n', sessionId: 's', peerTokenId: 't' }],
  nodes: [{ ownerId: 'o', nodeId: 'n', ip: '127.1.0.1' }],
  deviceCounts: [{ ownerId: 'o', deviceCount: 1 }],
  tokens: [{ id: 't', ownerId: 'o', nodeId: 'n' }],
  sessions: [{ id: 's', ownerId: 'o', nodeId: 'n' }],
  trail: [{ position: '1', timesChained: 1 }],
  segments: [{ id: 'o 1', goesOn: true }],
  stream: [1, 2, 3, 4, 5].map((sequence) => stored(sequence)),
  deadLetters: 0,
};

const TOLD: FlowRecord = {
  plan: 'pair',
  ownerId: 'o',
  ownerKey: 'k',
  pairingId: 'p',
  attemptsLeft: [],
  triedRightPin: true,
  verified: 'DeviceRegistered',
  claimed: { nodeId: 'n', sessionToken: 'st', peerToken: 'pt' },
  end: 'claimed',
};

const all = (snapshot: Snapshot, flow: FlowRecord): readonly Invariant[] => [
  ...pairingInvariants(snapshot, [flow], PIN_ATTEMPTS, new Set()),
  ...registryInvariants(snapshot, DEVICE_LIMIT),
  ...eventInvariants(snapshot),
];

const broken = (change: Partial<Snapshot>, told: Partial<FlowRecord> = {}): readonly string[] =>
  all({ ...SOUND, ...change }, { ...TOLD, ...told })
    .filter(({ violations }) => violations.length > 0)
    .map(({ name }) => name);

const pairing = SOUND.pairings[0]!;
const node = SOUND.nodes[0]!;
const registration = SOUND.registrations[0]!;

describe('the invariants', () => {
  it('hold for a mesh in order', () => {
    expect(broken({})).toEqual([]);
  });

  it.each([
    ['already_connected', ['p'], 0],
    ['already_connected', [], 1],
    ['device_limit', ['p'], 1],
  ])('know of a pairing refused by %s, cancelled at the end: %j', (code, cancelled, violations) => {
    const snapshot = { ...SOUND, pairings: [{ ...pairing, kind: 'Failed', reason: 'cancelled' }] };
    const flow = { ...TOLD, end: `connect ${code}` };
    const told = pairingInvariants(snapshot, [flow], PIN_ATTEMPTS, new Set(cancelled)).find(
      ({ name }) => name === 'a refusal has its reason',
    );
    expect(told?.violations).toHaveLength(violations);
  });

  const failed = { ...pairing, kind: 'Failed', reason: 'ip_conflict' };
  const twice = { ...node, nodeId: 'n2' };
  const of = (nodeId: string) => ({ ownerId: 'o', nodeId });
  const CASES: readonly (readonly [string, Partial<Snapshot>, Partial<FlowRecord>, string])[] = [
    ['a pairing that is gone', { pairings: [] }, {}, 'a start answered 201 is kept'],
    [
      'a verify answered DeviceRegistered that failed',
      { pairings: [failed] },
      {},
      'a verify answered 200 ends DeviceRegistered, or Failed by the registry',
    ],
    [
      'a verify answered PinVerified that expired',
      { pairings: [{ ...failed, reason: 'expired' }] },
      { verified: 'PinVerified' },
      'a verify answered 200 ends DeviceRegistered, or Failed by the registry',
    ],
    [
      'a claim of a pairing that failed',
      { pairings: [failed] },
      {},
      'a claim answered 200 is of a registered pairing',
    ],
    ['a denied pairing that registered', {}, { endedBy: 'denied' }, 'a deny or cancel answered 200 holds'],
    ['a refusal out of nowhere', {}, { end: 'verify not_found' }, 'a refusal has its reason'],
    ['a refusal of a registered pairing', {}, { end: 'verify ip_conflict' }, 'a refusal has its reason'],
    ['a device without the PIN', {}, { triedRightPin: false }, 'nothing registers without the right PIN'],
    ['an attempt that counts for two', {}, { attemptsLeft: [4, 4] }, 'every wrong PIN uses up one attempt'],
    [
      'a pairing that stands still',
      { pairings: [{ ...pairing, kind: 'PinVerified' }] },
      {},
      'no pairing is stuck in between',
    ],
    [
      'a pairing that is left open',
      { pairings: [{ ...pairing, kind: 'TokenCreated' }] },
      {},
      'no pairing is stuck in between',
    ],
    [
      'two ends',
      { pairingEvents: [...SOUND.pairingEvents.slice(0, 3), row(4, 'PairingFailed'), row(5)] },
      {},
      'every pairing agrees with its events, and ends once',
    ],
    [
      'an event that was not written',
      { pairingEvents: SOUND.pairingEvents.filter(({ sequence }) => sequence !== 3) },
      {},
      'every pairing agrees with its events, and ends once',
    ],
    [
      'an event that no chain has',
      { trail: [{ position: '1', timesChained: 0 }] },
      {},
      'every event of a trail is in the chain of its owner, exactly once',
    ],
    [
      'a chain with a break',
      { segments: [{ id: 'o 1', goesOn: false }] },
      {},
      'every chain goes on where it was',
    ],
    ['a node without a token', { tokens: [] }, {}, 'every node has one token and one session'],
    ['a node without a session', { sessions: [] }, {}, 'every node has one token and one session'],
    [
      'a node with two sessions',
      { sessions: [...SOUND.sessions, { id: 's2', ...of('n') }] },
      {},
      'every node has one token and one session',
    ],
    [
      'a token without a node',
      { tokens: [...SOUND.tokens, { id: 't2', ...of('gone') }] },
      {},
      'every token and session has a node',
    ],
    [
      'an owner over the limit',
      {
        nodes: ['n', 'a', 'b'].map((nodeId) => ({ ...node, nodeId, ip: nodeId })),
        deviceCounts: [{ ownerId: 'o', deviceCount: 3 }],
      },
      {},
      'no owner is over the device limit',
    ],
    [
      'a miscounted owner',
      { deviceCounts: [{ ownerId: 'o', deviceCount: 2 }] },
      {},
      'no owner is over the device limit',
    ],
    [
      'two devices at one address',
      { nodes: [node, twice] },
      {},
      'no two devices of an owner have one address',
    ],
    [
      'a registration without its node',
      { nodes: [] },
      {},
      'every registration has its node, token and session, once',
    ],
    [
      'two registrations of one node',
      { registrations: [registration, { ...registration, pairingId: 'p2' }] },
      {},
      'no registration made more than one of anything',
    ],
    [
      'a registration that pairing does not know of',
      { pairings: [{ ...pairing, kind: 'PinVerified' }] },
      {},
      'every registration is what its pairing says',
    ],
    [
      'an event that is not in the stream',
      { stream: SOUND.stream.slice(0, 4) },
      {},
      'every committed event is in the stream, exactly once',
    ],
    [
      'an event that is in the stream twice',
      { stream: [...SOUND.stream, stored(5)] },
      {},
      'every committed event is in the stream, exactly once',
    ],
    [
      'an event in the stream that was never committed',
      { stream: [...SOUND.stream, stored(6)] },
      {},
      'every event in the stream was committed',
    ],
    [
      'a stream out of order',
      { stream: [2, 1, 3, 4, 5].map((sequence) => stored(sequence)) },
      {},
      'the stream has each pairing in order, without a gap',
    ],
    [
      'an event of an earlier time than the one before',
      {
        pairingEvents: [1, 2, 3, 4, 5].map((sequence) => ({
          ...row(sequence),
          isBackInTime: sequence === 3,
        })),
      },
      {},
      'no event is earlier than the one before it',
    ],
    [
      'an event that waits in the outbox',
      { registrationEvents: [{ ...row(5), isPublished: false }] },
      {},
      'every event is marked as published',
    ],
    ['a dead letter', { deadLetters: 1 }, {}, 'no event is given up as a dead letter'],
  ];

  it.each(CASES)('tell of %s', (_what, change, told, name) => {
    expect(broken(change, told)).toContain(name);
  });

  it('leave out what the suite publishes again itself', () => {
    const again = { ...stored(2), messageId: undefined };
    expect(broken({ stream: [...SOUND.stream, again] })).toEqual([]);
  });

  it('have a case for each', () => {
    const told = new Set(CASES.map(([, , , name]) => name));
    expect(all(SOUND, TOLD).filter(({ name }) => !told.has(name))).toEqual([]);
  });
});
