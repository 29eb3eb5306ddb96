import type { Mesh } from './mesh.js';
import { answerOf } from './mesh-error.js';
import type {
  ConnectDeviceBody,
  ConnectedDevice,
  StartedPairing,
  StartPairingBody,
  VerifiedPin,
  VerifyPinBody,
} from './types.js';

/** The owner starts a pairing; `qrUrl` is what the QR code holds, `token` the join token in it. */
export const startPairing = (mesh: Mesh, body: StartPairingBody = {}): Promise<StartedPairing> =>
  answerOf(mesh.POST('/pairing/start', { body }));

/** A device uses the join token; it shows `pin` to its user and keeps `claimSecret` to itself. */
export const connectDevice = (
  mesh: Mesh,
  body: ConnectDeviceBody,
  signal?: AbortSignal,
): Promise<ConnectedDevice> => answerOf(mesh.POST('/pairing/connect', { body, ...(signal && { signal }) }));

/**
 * The owner types the PIN. A wrong one throws `invalid_pin`, with `problem.attemptsLeft`; a device at the address of
 * others `ip_conflict`, with `problem.existingDevices`: ask again with `onIpConflict`.
 */
export const verifyPin = (mesh: Mesh, body: VerifyPinBody): Promise<VerifiedPin> =>
  answerOf(mesh.POST('/pairing/verify', { body }));
