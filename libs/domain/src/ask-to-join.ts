import { type ComingDevice, type ConnectDevice, connectWithPin, scan } from './connect-device.js';
import type { Transition } from './pairing-event.js';
import type { Approval, ApprovalAsked, PinConnected } from './pairing-state.js';
import { type StartPairing, startPairing } from './start-pairing.js';

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
