import { answerOf, approvePairing, type Mesh, type Pairing, takeDevice } from '@meshpair/client';
import { readUserCode } from '@meshpair/domain';
import { CommandFailure, EXIT } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import type { AddressChoice } from './address-choice.js';
import { askForPin, showDevice } from './ask-for-pin.js';

export interface ApproveOptions {
  readonly code: string;
  readonly yes: boolean;
  readonly onIpConflict?: AddressChoice['onIpConflict'] | undefined;
}

/** Lets a device in by the code on its screen: shows who it is, and asks, for the PIN where it shows one. */
export async function approve(
  mesh: Mesh,
  printer: Printer,
  { code, yes, onIpConflict }: ApproveOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const read = readUserCode(code);
  if (read === undefined)
    throw new CommandFailure('A code has 8 letters, like WDJB-MJHT', EXIT.usage, 'bad_code');
  const pairing = await takeDevice(mesh, read);
  const { pairingId, otherNetwork } = pairing;
  if (pairing.approval === null) return byPin(mesh, printer, pairingId, interrupted);
  showDevice(printer, pairing);
  printer.say(NETWORKS[otherNetwork ?? 'same']);
  if (otherNetwork === 'refused') return deny(mesh, pairing, 'other_network');
  if (!yes && !(await printer.confirmed('Have you just read the code on its screen? Let it in?')))
    return deny(mesh, pairing, 'not_confirmed');
  const approved = await approvePairing(mesh, pairingId, { ...(onIpConflict && { onIpConflict }) });
  printer.emit(approved);
  printer.say('The device is a node of the mesh now.');
}

const NETWORKS = {
  same: 'It is on the same network as you.',
  allowed: 'It is on another network. Whoever sent you its code would get in.',
  refused: 'It is on another network, which you do not allow (Settings, Codes that devices show).',
} as const;

async function deny(mesh: Mesh, { pairingId }: Pairing, code: string): Promise<never> {
  await answerOf(mesh.POST('/pairing/{id}/deny', { params: { path: { id: pairingId } } }));
  const message = 'The device was not let in; --yes lets it in without asking';
  throw new CommandFailure(message, EXIT.refused, code);
}

async function byPin(mesh: Mesh, printer: Printer, pairingId: string, signal: AbortSignal): Promise<void> {
  const asker = printer.openAsker();
  try {
    await askForPin({ mesh, printer, asker, pairingId, addressChoice: undefined, signal });
  } finally {
    asker.close();
  }
}
