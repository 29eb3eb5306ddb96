import { answerOf, type Mesh, MeshError, type Pairing, verifyPin } from '@meshpair/client';
import { FAILURE_CODES, Pin } from '@meshpair/contracts';
import { wrongPinAtTheTerminal } from '@meshpair/words';
import { commandFailureOf } from '../api/gateway-client.js';
import type { Asker } from '../output/ask.js';
import type { Printer } from '../output/printer.js';
import { type AddressChoice, choiceQuestion, holderLines, readChoice } from './address-choice.js';

export interface PinPrompt {
  readonly mesh: Mesh;
  readonly printer: Printer;
  readonly asker: Asker;
  readonly pairingId: string;
  /** What becomes of a device at the address of others, when nobody is to be asked. */
  readonly addressChoice: AddressChoice | undefined;
  /** Ends the asking: the pairing is over. */
  readonly signal: AbortSignal;
}

/** Shows who has connected, and asks until the PIN is right, the device is denied or the pairing is over. */
export async function askForPin(prompt: PinPrompt): Promise<void> {
  const { mesh, printer, asker, pairingId, signal } = prompt;
  const pairing = await answerOf(mesh.GET('/pairing/{id}', { params: { path: { id: pairingId } }, signal }));
  showDevice(printer, pairing);
  for (let isDone = false; !isDone && !signal.aborted;) {
    const typed = await asker.ask('PIN on its screen (or "deny"): ', signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return undefined;
    });
    // No more input: whoever drives this may still verify elsewhere.
    if (typed === undefined) return;
    if (typed === 'deny') return deny(prompt);
    if (Pin.safeParse(typed).success) isDone = await verify(prompt, typed);
    else printer.say('A PIN has 6 digits.');
  }
}

const deny = async ({ mesh, pairingId }: PinPrompt): Promise<void> => {
  await answerOf(mesh.POST('/pairing/{id}/deny', { params: { path: { id: pairingId } } }));
};

/** Who wants in, for people and for programs. */
export function showDevice(
  printer: Printer,
  { pairingId, device, permissions, existingDevices }: Pairing,
): void {
  if (!device) return;
  printer.emit({ state: 'DeviceConnected', pairingId, device, permissions, existingDevices });
  const from = [device.platform, device.ip].filter((part) => part !== null).join(', ');
  printer.say();
  printer.say(`${device.name} (${from}) has connected.`);
  printer.say(`It will get: ${permissions.join(' ')}`);
  if (device.nodeId !== null) printer.say(`It says that it is the node ${device.nodeId}.`);
  for (const line of holderLines(existingDevices ?? [])) printer.say(line);
}

/** Whether the asking is over. */
async function verify(
  prompt: PinPrompt,
  pin: string,
  choice: AddressChoice | undefined = prompt.addressChoice,
): Promise<boolean> {
  const { mesh, printer, pairingId } = prompt;
  try {
    await verifyPin(mesh, { pairingId, pin, ...choice });
    return true;
  } catch (error) {
    const failure = commandFailureOf(error);
    if (!failure || !(error instanceof MeshError && error.problem)) throw error;
    const { code, attemptsLeft, existingDevices } = error.problem;
    if (existingDevices) return settleConflict(prompt, pin, error);
    // The pairing's own events tell it in their turn.
    if (FAILURE_CODES.includes(code)) return true;
    if (code !== 'invalid_pin' && code !== 'too_many_requests' && code !== 'service_unavailable') throw error;
    printer.emit(failure.problem);
    printer.say(code === 'invalid_pin' ? wrongPinAtTheTerminal(attemptsLeft) : failure.message);
    return false;
  }
}

/** The PIN was right, and others have the address: asks what becomes of them, unless that was said at the start. */
async function settleConflict(prompt: PinPrompt, pin: string, refusal: MeshError): Promise<boolean> {
  const { mesh, printer, asker, pairingId, signal } = prompt;
  const { existingDevices = [] } = refusal.problem ?? {};
  printer.emit(refusal.problem);
  for (const line of holderLines(existingDevices)) printer.say(line);
  if (prompt.addressChoice) {
    await answerOf(mesh.DELETE('/pairing/{id}', { params: { path: { id: pairingId } } }));
    throw refusal;
  }
  for (;;) {
    const typed = await asker.ask(choiceQuestion(existingDevices), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return undefined;
    });
    if (typed === undefined) return true;
    const choice = readChoice(typed, existingDevices);
    if (choice !== undefined && choice !== 'deny') return verify(prompt, pin, choice);
    if (choice === 'deny') {
      await deny(prompt);
      return true;
    }
  }
}
