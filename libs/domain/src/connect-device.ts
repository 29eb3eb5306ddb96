import type { ExistingDevice } from './ip-conflict.js';
import { meshEvent } from './mesh-event.js';
import type { DeviceScannedEvent, PinGeneratedEvent, Transition } from './pairing-event.js';
import {
  type Approval,
  type ApprovalAsked,
  type ConnectingDevice,
  isExpired,
  type OtherNetwork,
  type PairingState,
  type PinConnected,
  type TokenCreated,
} from './pairing-state.js';
import { type AlreadyConnected, type ConnectRefusal, wrongState } from './refusal.js';
import { ok, refuse, type Result } from './result.js';
import { type StartPairing, startPairing } from './start-pairing.js';

/** A device that has come, whatever it is confirmed by. */
export interface ComingDevice {
  readonly device: ConnectingDevice;
  readonly claimDigest: string;
  /** The owner's devices at its address; absent when nobody could tell. */
  readonly existingDevices?: readonly ExistingDevice[] | undefined;
  /** Where it came by a code that its owner typed: set when that was in another network. */
  readonly otherNetwork?: OtherNetwork;
  readonly now: Date;
}

export interface ConnectDevice extends ComingDevice {
  readonly pinDigest: string;
  readonly maxAttempts: number;
}

/** Binds the first device that holds the token: `DeviceScanned`, then `PinGenerated`. A token connects once. */
export function connectDevice(
  state: PairingState,
  command: ConnectDevice,
): Result<Transition<PinConnected>, ConnectRefusal> {
  if (state.kind === 'Failed') return refuse(wrongState(state));
  if (state.kind !== 'TokenCreated') return refuse(alreadyConnected(state, command));
  if (isExpired(state, command.now)) return refuse({ kind: 'Expired', expiresAt: state.expiresAt });
  return ok(connectWithPin(state, command));
}

/** As `connectDevice`, of a pairing that waits for it in time. */
export function connectWithPin(state: TokenCreated, command: ConnectDevice): Transition<PinConnected> {
  const { connection, scanned } = scan(state, command);
  const { pinDigest, maxAttempts } = command;
  const pinGenerated: PinGeneratedEvent = {
    type: 'PinGenerated',
    pairingId: state.pairingId,
    ownerId: state.ownerId,
    sequence: scanned.sequence + 1,
    occurredAt: command.now,
    data: { attemptsLeft: maxAttempts, expiresAt: state.expiresAt },
  };
  const connected: PinConnected = {
    ...connection,
    sequence: pinGenerated.sequence,
    pinDigest,
    attemptsLeft: maxAttempts,
  };
  return { state: connected, events: [scanned, pinGenerated] };
}

/** The device and `DeviceScanned`, before it is said what confirms it. */
export function scan(
  state: TokenCreated,
  { device, claimDigest, existingDevices, otherNetwork, now }: ComingDevice,
): { readonly connection: Omit<ApprovalAsked, 'approval'>; readonly scanned: DeviceScannedEvent } {
  const others = existingDevices?.filter(({ id }) => id !== device.nodeId);
  const existing = others && { existingDevices: others };
  const sequence = state.sequence + 1;
  const { pairingId, ownerId } = state;
  return {
    connection: {
      ...state,
      kind: 'DeviceConnected',
      sequence,
      device,
      claimDigest,
      connectedAt: now,
      ...existing,
      ...(otherNetwork && { otherNetwork }),
    },
    scanned: {
      type: 'DeviceScanned',
      pairingId,
      ownerId,
      sequence,
      occurredAt: now,
      data: { device, ...existing },
    },
  };
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

/** A pairing that begins with its device: its join token is handed to nobody. */
interface Asking {
  readonly start: Omit<StartPairing, 'now'>;
}

export interface AskToJoin extends Asking, ComingDevice {
  readonly approval: Approval;
}

/** By a device that shows no PIN: `TokenCreated`, then `DeviceScanned`. Only `approvePairing` lets it in. */
export function askToJoin({ start, approval, ...coming }: AskToJoin): Transition<ApprovalAsked> {
  const { state, events } = startPairing({ ...start, approval, now: coming.now });
  const { connection, scanned } = scan(state, coming);
  return { state: { ...connection, approval }, events: [...events, scanned] };
}

/** By a device that shows a PIN: as if it had used the token of a pairing at once. */
export function askToJoinByPin({ start, ...coming }: Asking & ConnectDevice): Transition<PinConnected> {
  const { state, events } = startPairing({ ...start, now: coming.now });
  const connected = connectWithPin(state, coming);
  return { state: connected.state, events: [...events, ...connected.events] };
}
