import { Pin, type PairingView } from '@meshpair/contracts';
import { GatewayProblem, type GatewayClient } from '../api/gateway-client.js';
import type { Asker } from '../output/ask.js';
import { plain, type Printer } from '../output/printer.js';

export interface PinPrompt {
  readonly client: GatewayClient;
  readonly printer: Printer;
  readonly asker: Asker;
  readonly pairingId: string;
  /** Ends the asking: the pairing is over. */
  readonly signal: AbortSignal;
}

/** Refusals that the pairing's own events tell in their turn. */
const TOLD_BY_EVENTS: readonly string[] = [
  'attempts_exceeded',
  'ip_conflict',
  'device_limit',
  'identity_mismatch',
  'token_expired',
  'invalid_transition',
];

/** Shows who has connected, and asks until the PIN is right, the device is denied or the pairing is over. */
export async function askForPin(prompt: PinPrompt): Promise<void> {
  const { client, printer, asker, pairingId, signal } = prompt;
  const pairing = await client.call<PairingView>('GET', `/pairing/${pairingId}`, { signal });
  showDevice(printer, pairing);
  for (let isDone = false; !isDone && !signal.aborted;) {
    const typed = await asker.ask('PIN on its screen (or "deny"): ', signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return undefined;
    });
    // No more input: whoever drives this may still verify elsewhere.
    if (typed === undefined) return;
    if (typed === 'deny') {
      await client.call('POST', `/pairing/${pairingId}/deny`);
      return;
    }
    if (Pin.safeParse(typed).success) isDone = await verify(prompt, typed);
    else printer.say('A PIN has 6 digits.');
  }
}

function showDevice(printer: Printer, { pairingId, device, permissions }: PairingView): void {
  if (!device) return;
  printer.emit({ state: 'DeviceConnected', pairingId, device, permissions });
  const from = [device.platform, device.ip].filter((part) => part !== null).join(', ');
  printer.say(`\n${plain(device.name)} (${plain(from)}) has connected.`);
  printer.say(`It will get: ${permissions.join(' ')}`);
  if (device.nodeId !== null) printer.say(`It says that it is the node ${device.nodeId}.`);
}

/** Whether the asking is over. */
async function verify({ client, printer, pairingId }: PinPrompt, pin: string): Promise<boolean> {
  try {
    await client.call('POST', '/pairing/verify', { json: { pairingId, pin } });
    return true;
  } catch (error) {
    if (!(error instanceof GatewayProblem)) throw error;
    const { code, attemptsLeft } = error.problem;
    if (TOLD_BY_EVENTS.includes(code)) return true;
    if (code !== 'invalid_pin' && code !== 'too_many_requests' && code !== 'service_unavailable') throw error;
    printer.emit({ error: code, attemptsLeft });
    printer.say(code === 'invalid_pin' ? `Wrong PIN. Attempts left: ${attemptsLeft ?? '?'}` : error.message);
    return false;
  }
}
