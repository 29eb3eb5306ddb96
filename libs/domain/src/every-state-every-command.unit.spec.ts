import { describe, expect, it } from '@jest/globals';
import {
  approvalAsked,
  approve,
  at,
  connect,
  deviceConnected,
  deviceRegistered,
  failed,
  pinVerified,
  register,
  tokenCreated,
  TOO_LATE,
  verify,
  WRONG_PIN,
} from './given.spec.js';
import {
  approvePairing,
  connectDevice,
  failPairing,
  type PairingState,
  registerDevice,
  type Result,
  type Transition,
  verifyPin,
} from './index.js';

type Outcome = Result<Transition<PairingState>, { readonly kind: string }>;

const states = { tokenCreated, deviceConnected, approvalAsked, pinVerified, deviceRegistered, failed };

const commands = {
  connect: (state, now) => connectDevice(state, { ...connect, now }),
  'verify, right PIN': (state, now) => verifyPin(state, { ...verify, now }),
  'verify, wrong PIN': (state, now) => verifyPin(state, { ...verify, pinDigest: WRONG_PIN, now }),
  approve: (state, now) => approvePairing(state, { ...approve, now }),
  register: (state, now) => registerDevice(state, { ...register, registeredAt: now }),
  deny: (state, now) => failPairing(state, 'denied', now),
  cancel: (state, now) => failPairing(state, 'cancelled', now),
  expire: (state, now) => failPairing(state, 'expired', now),
  'ip conflict': (state, now) => failPairing(state, 'ip_conflict', now),
  'device limit': (state, now) => failPairing(state, 'device_limit', now),
  'identity mismatch': (state, now) => failPairing(state, 'identity_mismatch', now),
} satisfies Record<string, (state: PairingState, now: Date) => Outcome>;

type CommandName = keyof typeof commands;
type Row = readonly [
  tokenCreated: string,
  connected: string,
  approvalAsked: string,
  verified: string,
  registered: string,
  failed: string,
];

/** In time: what each command makes of each state, the new state's kind or the refusal. */
const IN_TIME: Record<CommandName, Row> = {
  connect: [
    'DeviceConnected',
    'AlreadyConnected',
    'AlreadyConnected',
    'AlreadyConnected',
    'AlreadyConnected',
    'WrongState',
  ],
  'verify, right PIN': ['WrongState', 'PinVerified', 'WrongState', 'WrongState', 'WrongState', 'WrongState'],
  'verify, wrong PIN': ['WrongState', 'InvalidPin', 'WrongState', 'WrongState', 'WrongState', 'WrongState'],
  approve: ['WrongState', 'PinNeeded', 'PinVerified', 'WrongState', 'WrongState', 'WrongState'],
  register: ['WrongState', 'WrongState', 'WrongState', 'DeviceRegistered', 'WrongState', 'WrongState'],
  deny: ['Failed', 'Failed', 'Failed', 'WrongState', 'WrongState', 'WrongState'],
  cancel: ['Failed', 'Failed', 'Failed', 'WrongState', 'WrongState', 'WrongState'],
  expire: ['WrongState', 'WrongState', 'WrongState', 'WrongState', 'WrongState', 'WrongState'],
  'ip conflict': ['WrongState', 'WrongState', 'WrongState', 'Failed', 'WrongState', 'WrongState'],
  'device limit': ['WrongState', 'WrongState', 'WrongState', 'Failed', 'WrongState', 'WrongState'],
  'identity mismatch': ['WrongState', 'WrongState', 'WrongState', 'Failed', 'WrongState', 'WrongState'],
};

/** The same after `expiresAt`. */
const AFTER_EXPIRY: Record<CommandName, Row> = {
  connect: [
    'Expired',
    'AlreadyConnected',
    'AlreadyConnected',
    'AlreadyConnected',
    'AlreadyConnected',
    'WrongState',
  ],
  'verify, right PIN': ['Expired', 'Expired', 'Expired', 'WrongState', 'WrongState', 'WrongState'],
  'verify, wrong PIN': ['Expired', 'Expired', 'Expired', 'WrongState', 'WrongState', 'WrongState'],
  approve: ['Expired', 'Expired', 'Expired', 'WrongState', 'WrongState', 'WrongState'],
  register: ['WrongState', 'WrongState', 'WrongState', 'DeviceRegistered', 'WrongState', 'WrongState'],
  deny: ['Expired', 'Expired', 'Expired', 'WrongState', 'WrongState', 'WrongState'],
  cancel: ['Expired', 'Expired', 'Expired', 'WrongState', 'WrongState', 'WrongState'],
  expire: ['Failed', 'Failed', 'Failed', 'WrongState', 'WrongState', 'WrongState'],
  'ip conflict': ['WrongState', 'WrongState', 'WrongState', 'Failed', 'WrongState', 'WrongState'],
  'device limit': ['WrongState', 'WrongState', 'WrongState', 'Failed', 'WrongState', 'WrongState'],
  'identity mismatch': ['WrongState', 'WrongState', 'WrongState', 'Failed', 'WrongState', 'WrongState'],
};

const cellsOf = (
  table: Record<CommandName, Row>,
): { command: CommandName; state: PairingState; outcome: string }[] =>
  Object.entries(table).flatMap(([command, row]) =>
    Object.values(states).map((state, column) => ({
      command: command as CommandName,
      state,
      outcome: row[column]!,
    })),
  );

const nameOf = (outcome: Outcome): string => (outcome.ok ? outcome.value.state.kind : outcome.error.kind);

describe.each([
  { when: 'in time', table: IN_TIME, now: at(60) },
  { when: 'after the expiry', table: AFTER_EXPIRY, now: TOO_LATE },
])('$when', ({ table, now }) => {
  it.each(cellsOf(table))('$command in $state.kind: $outcome', ({ command, state, outcome }) => {
    const before = structuredClone(state);
    const result = commands[command](state, now);
    expect(nameOf(result)).toBe(outcome);
    expect(state).toEqual(before);
  });
});
