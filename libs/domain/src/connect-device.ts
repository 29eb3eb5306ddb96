import type { ExistingDevice } from './ip-conflict.js';
import { meshEvent } from './mesh-event.js';
import type { DeviceScannedEvent, PinGeneratedEvent, Transition } from './pairing-event.js';
import {
  type ConnectingDevice,
  type DeviceConnected,
  isExpired,
  type PairingState,
} from './pairing-state.js';
import { type AlreadyConnected, type ConnectRefusal, wrongState } from './refusal.js';
import { ok, refuse, type Result } from './result.js';

export interface ConnectDevice {
  readonly device: ConnectingDevice;
  readonly pinDigest: string;
  readonly claimDigest: string;
  readonly maxAttempts: number;
  /** The owner's devices at its address; absent when nobody could tell. */
  readonly existingDevices?: readonly ExistingDevice[] | undefined;
  readonly now: Date;
}

/** Binds the first device that holds the token: `DeviceScanned`, then `PinGenerated`. A token connects once. */
export function connectDevice(
  state: PairingState,
  command: ConnectDevice,
): Result<Transition<DeviceConnected>, ConnectRefusal> {
  if (state.kind === 'Failed') return refuse(wrongState(state));
  if (state.kind !== 'TokenCreated') return refuse(alreadyConnected(state, command));
  if (isExpired(state, command.now)) return refuse({ kind: 'Expired', expiresAt: state.expiresAt });

  const others = command.existingDevices?.filter(({ id }) => id !== command.device.nodeId);
  const existing = others && { existingDevices: others };
  const connected: DeviceConnected = {
    ...state,
    kind: 'DeviceConnected',
    sequence: state.sequence + 2,
    device: command.device,
    pinDigest: command.pinDigest,
    attemptsLeft: command.maxAttempts,
    claimDigest: command.claimDigest,
    connectedAt: command.now,
    ...existing,
  };
  const { pairingId, ownerId, expiresAt } = state;
  const scanned: DeviceScannedEvent = {
    type: 'DeviceScanned',
    pairingId,
    ownerId,
    sequence: state.sequence + 1,
    occurredAt: command.now,
    data: { device: command.device, ...existing },
  };
  const pinGenerated: PinGeneratedEvent = {
    type: 'PinGenerated',
    pairingId,
    ownerId,
    sequence: state.sequence + 2,
    occurredAt: command.now,
    data: { attemptsLeft: command.maxAttempts, expiresAt },
  };
  return ok({ state: connected, events: [scanned, pinGenerated] });
}

/** The owner is to know of a second device before the PIN is typed; after that it changes nothing. */
function alreadyConnected(state: PairingState, { device, now }: ConnectDevice): AlreadyConnected {
  const isNews = state.kind === 'DeviceConnected' && !state.contested && !isExpired(state, now);
  if (!isNews) return { kind: 'AlreadyConnected' };
  const occasion = { ownerId: state.ownerId, actor: { kind: 'device' }, now } as const;
  const { name, ip } = device;
  const attempt = meshEvent('CodeUsedAgain', state.pairingId, occasion, { device: { name, ip } });
  const transition = { state: { ...state, contested: true }, events: [], attempts: [attempt] };
  return { kind: 'AlreadyConnected', transition };
}
