import type { Mesh } from './mesh.js';
import { answerOf } from './mesh-error.js';
import type {
  ApprovePairingBody,
  ConnectDeviceBody,
  ConnectedDevice,
  Pairing,
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

/** The owner types the code that a device shows by itself (RFC 8628): the device becomes a pairing of this owner. */
export const takeDevice = (mesh: Mesh, code: string): Promise<Pairing> =>
  answerOf(mesh.POST('/pairing/take', { body: { code } }));

/** The owner lets a device in that shows no PIN: one whose pairing says `approval`. Throws as `verifyPin`. */
export const approvePairing = (
  mesh: Mesh,
  pairingId: string,
  body: ApprovePairingBody = {},
): Promise<VerifiedPin> =>
  answerOf(mesh.POST('/pairing/{id}/approve', { params: { path: { id: pairingId } }, body }));
