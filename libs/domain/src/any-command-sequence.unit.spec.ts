import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { approvePairing } from './confirm-device.js';
import { connectDevice } from './connect-device.js';
import { failPairing } from './fail-pairing.js';
import type { FailureReason } from './failure-reason.js';
import {
  approve,
  connect,
  node,
  RIGHT_PIN,
  START,
  start,
  TTL_SECONDS,
  verify,
  WRONG_PIN,
} from './given.spec.js';
import type { ExistingDevice, IpConflictChoice } from './ip-conflict.js';
import type { PairingEvent, Transition } from './pairing-event.js';
import { isExpired, type PairingState, type PinConnected } from './pairing-state.js';
import { registerDevice } from './register-device.js';
import type { Result } from './result.js';
import { startPairing } from './start-pairing.js';
import { verifyPin } from './verify-pin.js';

type Reason = Exclude<FailureReason, 'attempts_exceeded'>;
type Verify = {
  readonly name: 'verify';
  readonly pinDigest: string;
  readonly existingDevices: readonly ExistingDevice[] | undefined;
  readonly ipConflict: IpConflictChoice | undefined;
};
type Command =
  | { readonly name: 'connect' | 'approve' | 'register' }
  | Verify
  | { readonly name: 'fail'; readonly reason: Reason };

/** One command of a run: the state before and after it, at its time. */
interface Step {
  readonly command: Command;
  readonly now: Date;
  readonly before: PairingState;
  readonly after: PairingState;
  readonly events: readonly PairingEvent[];
  readonly judged: boolean;
}

interface Judgement extends Pick<Step, 'after' | 'events'> {
  readonly command: Verify;
  readonly before: PinConnected;
}

const reasons: Reason[] = [
  'denied',
  'cancelled',
  'expired',
  'ip_conflict',
  'device_limit',
  'identity_mismatch',
];

const TABLET: ExistingDevice = { id: 'tablet', name: 'Tablet' };
const CHOICES: readonly IpConflictChoice[] = [
  { action: 'reject' },
  { action: 'allow' },
  { action: 'replace', nodeId: 'tablet' },
  { action: 'replace', nodeId: 'gone' },
];

const isSettled = (choice: IpConflictChoice | undefined): boolean =>
  choice?.action === 'allow' || (choice?.action === 'replace' && choice.nodeId === TABLET.id);

const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom<Command>({ name: 'connect' }, { name: 'approve' }, { name: 'register' }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      name: fc.constant('verify' as const),
      pinDigest: fc.constantFrom(WRONG_PIN, WRONG_PIN, WRONG_PIN, RIGHT_PIN),
      existingDevices: fc.constantFrom(undefined, [], [TABLET]),
      ipConflict: fc.constantFrom(undefined, ...CHOICES),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ name: fc.constant('fail' as const), reason: fc.constantFrom(...reasons) }),
  },
);

/** Commands with the seconds that pass before each; about one run in two meets the expiry. */
const anyRun = fc.array(
  fc.record({ command: anyCommand, pause: fc.integer({ min: 0, max: TTL_SECONDS / 6 }) }),
  { maxLength: 25 },
);

type Outcome = Result<
  Transition<PairingState>,
  { readonly kind: string; readonly transition?: Transition<PairingState> }
>;

function apply(state: PairingState, command: Command, now: Date): Outcome {
  switch (command.name) {
    case 'connect':
      return connectDevice(state, { ...connect, now });
    case 'verify':
      return verifyPin(state, { ...verify, ...command, now });
    case 'approve':
      return approvePairing(state, { ...approve, now });
    case 'register':
      return registerDevice(state, { node, peerTokenId: 'peer-token-1', registeredAt: now });
    case 'fail':
      return failPairing(state, command.reason, now);
  }
}

function stepOf(before: PairingState, command: Command, now: Date): Step {
  const outcome = apply(before, command, now);
  const transition = outcome.ok ? outcome.value : outcome.error.transition;
  const judged = command.name === 'verify' && transition !== undefined;
  return {
    command,
    now,
    before,
    after: transition?.state ?? before,
    events: transition?.events ?? [],
    judged,
  };
}

function play(run: readonly { command: Command; pause: number }[]): Step[] {
  const steps: Step[] = [];
  let state: PairingState = startPairing(start).state;
  let now = START;
  for (const { command, pause } of run) {
    now = new Date(now.getTime() + pause * 1000);
    const step = stepOf(state, command, now);
    steps.push(step);
    state = step.after;
  }
  return steps;
}

const holds = (promise: (steps: Step[]) => void): void => {
  fc.assert(
    fc.property(anyRun, (run) => {
      promise(play(run));
    }),
    { numRuns: 1000 },
  );
};

describe('over any sequence of commands', () => {
  it('no pairing is registered without the right PIN, in time, before it', () => {
    holds((steps) => {
      const registered = steps.findIndex(({ after }) => after.kind === 'DeviceRegistered');
      if (registered === -1) return;
      expect(
        steps
          .slice(0, registered)
          .some(
            ({ command, before, after, now }) =>
              command.name === 'verify' &&
              command.pinDigest === RIGHT_PIN &&
              before.kind === 'DeviceConnected' &&
              after.kind === 'PinVerified' &&
              !isExpired(before, now),
          ),
      ).toBe(true);
    });
  });

  it('a terminal state stays as it is', () => {
    holds((steps) => {
      for (const { before, after, events } of steps) {
        if (before.kind !== 'DeviceRegistered' && before.kind !== 'Failed') continue;
        expect(after).toBe(before);
        expect(events).toEqual([]);
      }
    });
  });

  it('an expired pairing moves nowhere but to its failure by expiry', () => {
    holds((steps) => {
      for (const { before, after, now } of steps) {
        if (!isExpired(before, now) || after === before) continue;
        expect(after).toMatchObject({ kind: 'Failed', reason: 'expired' });
      }
    });
  });

  it('at most five PINs are judged, and the fifth wrong one fails the pairing', () => {
    holds((steps) => {
      const judged = steps.filter((step) => step.judged);
      expect(judged.length).toBeLessThanOrEqual(5);
      const fifth = judged[4];
      if (fifth?.command.name === 'verify' && fifth.command.pinDigest === WRONG_PIN) {
        expect(fifth.after).toMatchObject({ kind: 'Failed', reason: 'attempts_exceeded' });
      }
    });
  });

  /** The steps that judge a PIN while a device waits, in time. */
  const judgements = (steps: readonly Step[]): readonly Judgement[] =>
    steps.flatMap(({ command, before, after, events, now }) =>
      command.name === 'verify' &&
      before.kind === 'DeviceConnected' &&
      !before.approval &&
      !isExpired(before, now)
        ? [{ command, before, after, events }]
        : [],
    );

  it('a wrong PIN always uses up an attempt, whoever has the address', () => {
    holds((steps) => {
      for (const { command, before, after } of judgements(steps)) {
        if (command.pinDigest === RIGHT_PIN) continue;
        const left = after.kind === 'DeviceConnected' ? after.attemptsLeft : 0;
        expect(left).toBe(before.attemptsLeft - 1);
      }
    });
  });

  it('the right PIN at a taken address changes nothing before the owner has chosen', () => {
    holds((steps) => {
      for (const { command, before, after, events } of judgements(steps)) {
        if (command.pinDigest !== RIGHT_PIN) continue;
        const isTaken = command.existingDevices?.length === 1;
        if (isTaken && !isSettled(command.ipConflict)) expect([after, events]).toEqual([before, []]);
        else expect(after.kind).toBe('PinVerified');
      }
    });
  });

  it('the events count from 1 without a gap, and the state knows the last', () => {
    holds((steps) => {
      const events = [...startPairing(start).events, ...steps.flatMap((step) => step.events)];
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
      expect(steps.at(-1)?.after.sequence ?? 1).toBe(events.length);
    });
  });

  it('no event carries a digest, but for PinVerified that of the claim secret', () => {
    holds((steps) => {
      const events = steps.flatMap((step) => step.events);
      const told = JSON.stringify(events);
      for (const secret of [start.tokenDigest, RIGHT_PIN, WRONG_PIN]) expect(told).not.toContain(secret);
      const others = JSON.stringify(events.filter(({ type }) => type !== 'PinVerified'));
      expect(others).not.toContain(connect.claimDigest);
    });
  });

  it('reaches every state, so that the promises above are tried', () => {
    const reached = new Set<string>();
    holds((steps) => {
      steps.forEach(({ after }) => reached.add(after.kind));
    });
    expect([...reached].sort()).toEqual([
      'DeviceConnected',
      'DeviceRegistered',
      'Failed',
      'PinVerified',
      'TokenCreated',
    ]);
  });
});
