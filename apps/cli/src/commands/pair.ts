import { answerOf, followPairing, type Mesh, type StartedPairing, startPairing } from '@meshpair/client';
import type { PairingEventType } from '@meshpair/domain';
import { readJoinTarget } from '../api/join-target.js';
import { EXIT, pairingFailure } from '../exit-codes.js';
import type { Printer } from '../output/printer.js';
import type { AddressChoice } from './address-choice.js';
import { askForPin, type PinPrompt } from './ask-for-pin.js';
import { nodesNamed } from './node-named.js';

export interface PairOptions {
  readonly ttl?: number | undefined;
  readonly label?: string | undefined;
  readonly permission?: readonly string[] | undefined;
  readonly onIpConflict?: AddressChoice['onIpConflict'] | undefined;
  /** The node that makes room, with `onIpConflict: 'replace'`. */
  readonly replace?: string | undefined;
}

/** Why a pairing ended; undefined for a device that is registered. */
type Ending = string | undefined;

/** Pairs one device: shows the QR code, follows what happens, asks for the PIN. An interruption cancels the pairing. */
export async function pair(
  mesh: Mesh,
  printer: Printer,
  { ttl, label, permission, onIpConflict, replace }: PairOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const [replaced] = replace === undefined ? [] : await nodesNamed(mesh, [replace]);
  const started = await startPairing(mesh, {
    ttlSeconds: ttl,
    label,
    ...(permission && { permissions: [...permission] }),
  });
  const { pairingId } = started;
  showCode(printer, started);
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, interrupted]);
  const asker = printer.openAsker();
  const addressChoice = onIpConflict && { onIpConflict, replaceNodeId: replaced?.id };
  try {
    const reason = await Promise.race([
      follow({ mesh, printer, asker, pairingId, addressChoice, signal }),
      aborted(AbortSignal.timeout(Math.max(0, Date.parse(started.expiresAt) - Date.now())), 'expired'),
      aborted(interrupted, 'cancelled'),
    ]);
    if (interrupted.aborted)
      await answerOf(mesh.DELETE('/pairing/{id}', { params: { path: { id: pairingId } } }));
    tell(printer, pairingId, reason);
  } finally {
    over.abort();
    asker.close();
  }
}

function showCode(printer: Printer, { pairingId, qrUrl, userCode, expiresAt }: StartedPairing): void {
  printer.emit({ state: 'TokenCreated', pairingId, qrUrl, userCode, expiresAt });
  if (printer.isJson) return;
  const link = linkForShell(qrUrl);
  printer.sayQrCode(link);
  printer.say('Scan it with the device, or run there:');
  printer.say();
  printer.say(`  npx meshpair join '${link}'`);
  printer.say();
  printer.say(`Without a camera: open ${new URL(link).host}/join there, and type ${userCode}`);
  printer.say();
  printer.say(`Waiting for the device until ${new Date(expiresAt).toLocaleTimeString()}. Ctrl-C cancels.`);
}

/** A link that is safe between quotes, whatever the gateway says it is. */
function linkForShell(qrUrl: string): string {
  const link = new URL(qrUrl);
  const { by } = readJoinTarget(qrUrl);
  return `${link.origin}${link.pathname.replaceAll("'", '%27')}?token=${'token' in by ? by.token : ''}`;
}

/** What an event of the pairing leads to here. */
const MEANINGS: Readonly<Record<PairingEventType, 'waiting' | 'ask' | 'paired' | 'failed'>> = {
  TokenCreated: 'waiting',
  DeviceScanned: 'ask',
  PinGenerated: 'waiting',
  PinVerified: 'waiting',
  DeviceRegistered: 'paired',
  PairingFailed: 'failed',
};

/** Resolves at the pairing's end; asks for the PIN meanwhile, once a device has connected. */
function follow(prompt: PinPrompt): Promise<Ending> {
  const { mesh, pairingId, signal } = prompt;
  return new Promise((resolve, reject) => {
    const read = async (): Promise<void> => {
      for await (const event of followPairing(mesh, { pairingId }, { signal })) {
        const meaning = (MEANINGS as Readonly<Record<string, string>>)[event.type];
        if (meaning === 'ask') askForPin(prompt).catch(reject);
        if (meaning === 'paired') return resolve(undefined);
        if (meaning === 'failed') return resolve(String(event.data.reason));
      }
    };
    read().catch(reject);
  });
}

const aborted = (signal: AbortSignal, reason: string): Promise<string> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(reason);
    signal.addEventListener('abort', () => resolve(reason), { once: true });
  });

function tell(printer: Printer, pairingId: string, reason: Ending): void {
  if (reason === undefined) {
    printer.emit({ state: 'DeviceRegistered', pairingId });
    printer.say();
    printer.say('Paired. The device is a node of the mesh now.');
    return;
  }
  printer.emit({ state: 'Failed', pairingId, reason });
  throw pairingFailure(reason, reason === 'cancelled' ? EXIT.interrupted : EXIT.refused);
}
