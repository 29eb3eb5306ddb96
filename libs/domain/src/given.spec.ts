import { askToJoin, connectDevice } from './connect-device.js';
import { failPairing } from './fail-pairing.js';
import type { MeshNode } from './mesh-node.js';
import type { Transition } from './pairing-event.js';
import type {
  ApprovalAsked,
  ConnectingDevice,
  DeviceRegistered,
  Failed,
  PairingState,
  PinConnected,
  PinVerified,
  TokenCreated,
} from './pairing-state.js';
import { registerDevice } from './register-device.js';
import type { Result } from './result.js';
import { startPairing } from './start-pairing.js';
import { verifyPin } from './verify-pin.js';

/** Sample states for the specs, each reached by the commands that lead to it. */
export const START = new Date('2026-01-01T12:00:00.000Z');
export const TTL_SECONDS = 300;
export const RIGHT_PIN = 'digest-of-the-right-pin';
export const WRONG_PIN = 'digest-of-some-other-pin';

export const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);

/** The last instant of the pairing's life, and the first after it. */
export const LAST_MOMENT = at(TTL_SECONDS);
export const TOO_LATE = new Date(LAST_MOMENT.getTime() + 1);

export const device: ConnectingDevice = {
  name: 'Phone',
  ip: '192.168.1.30',
  platform: 'android',
  port: 7000,
};

export const node: MeshNode = {
  id: 'node-1',
  name: 'Phone',
  role: 'device',
  ip: '192.168.1.30',
  port: 7000,
  platform: 'android',
  permissions: ['mesh:read'],
  createdAt: at(30),
  updatedAt: at(30),
};

export const start = {
  pairingId: 'pairing-1',
  ownerId: 'owner-1',
  tokenDigest: 'digest-of-the-token',
  permissions: ['mesh:read'],
  label: 'Kitchen',
  ttlSeconds: TTL_SECONDS,
  now: START,
};

export const connect = {
  device,
  pinDigest: RIGHT_PIN,
  claimDigest: 'digest-of-the-claim-secret',
  maxAttempts: 5,
  now: at(10),
};

export const verify = { pinDigest: RIGHT_PIN, newNodeId: 'node-1', sessionId: 'session-1', now: at(20) };

/** The verify without the PIN. */
export const approve = { newNodeId: 'node-1', sessionId: 'session-1', now: at(20) };

export const ask = {
  start,
  approval: 'device_code',
  device,
  claimDigest: connect.claimDigest,
  now: START,
} as const;

export const register = { node, peerTokenId: 'peer-token-1', registeredAt: at(30) };

/** The state after an accepted command; throws when it was refused. */
export function after<State>(result: Result<Transition<State>, unknown>): State {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value.state;
}

export const tokenCreated: TokenCreated = startPairing(start).state;
export const deviceConnected: PinConnected = after(connectDevice(tokenCreated, connect));
export const approvalAsked: ApprovalAsked = askToJoin(ask).state;
export const pinVerified: PinVerified = after(verifyPin(deviceConnected, verify));
export const deviceRegistered: DeviceRegistered = after(registerDevice(pinVerified, register));
export const failed: Failed = after(failPairing(deviceConnected, 'denied', at(15)));

export const everyState: readonly PairingState[] = [
  tokenCreated,
  deviceConnected,
  approvalAsked,
  pinVerified,
  deviceRegistered,
  failed,
];
