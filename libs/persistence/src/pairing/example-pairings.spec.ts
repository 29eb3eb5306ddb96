import {
  connectDevice,
  failPairing,
  type PairingEvent,
  type PairingState,
  type Result,
  startPairing,
  type Transition,
  verifyPin,
} from '@meshpair/domain';
import type { PairingChange, RecordedEvent } from '../pairing-repository.js';

export const NOON = new Date('2026-03-01T12:00:00.123Z');
export const secondsAfter = (seconds: number, start: Date = NOON): Date =>
  new Date(start.getTime() + seconds * 1000);

/** The event, where only pairings have any. */
export function pairingEvent({ event }: Pick<RecordedEvent, 'event'>): PairingEvent {
  if (!('pairingId' in event)) throw new Error(`${event.event.type} is no event of a pairing`);
  return event;
}

export interface Example {
  readonly id: string;
  readonly ownerId?: string;
  readonly createdAt?: Date;
}

const valueOf = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.error)}`);
  return result.value;
};

/** A new pairing with its event. It expires 300 s after its creation. */
export function started({ id, ownerId = 'owner', createdAt = NOON }: Example): PairingChange {
  const transition = startPairing({
    pairingId: id,
    ownerId,
    tokenDigest: `digest-of-${id}`,
    permissions: ['mesh:read'],
    label: 'kitchen',
    ttlSeconds: 300,
    now: createdAt,
  });
  return { ...transition, expectedVersion: 0 };
}

export function connected(state: PairingState, expectedVersion: number): PairingChange {
  const transition: Transition<PairingState> = valueOf(
    connectDevice(state, {
      device: { name: 'Pixel', ip: '192.168.1.7', port: 7000 },
      pinDigest: 'pin-digest',
      claimDigest: 'claim-digest',
      maxAttempts: 5,
      now: state.createdAt,
    }),
  );
  return { ...transition, expectedVersion };
}

export function verified(state: PairingState, expectedVersion: number): PairingChange {
  const transition = valueOf(
    verifyPin(state, {
      pinDigest: 'pin-digest',
      newNodeId: `node-of-${state.pairingId}`,
      sessionId: `session-of-${state.pairingId}`,
      now: state.createdAt,
    }),
  );
  return { ...transition, expectedVersion };
}

export function denied(state: PairingState, expectedVersion: number, now: Date): PairingChange {
  return { ...valueOf(failPairing(state, 'denied', now)), expectedVersion };
}

export const sequences = (events: readonly PairingEvent[]): number[] => events.map((event) => event.sequence);
