import type { PairingView } from '@meshpair/contracts';
import type { GatewayClient } from '../api/gateway-client.js';
import { stateInWords } from '../output/pairing-words.js';
import { ago, type Printer } from '../output/printer.js';
import { wholeList } from '../api/whole-list.js';

export async function listPairings(client: GatewayClient, printer: Printer, all: boolean): Promise<void> {
  printer.list(
    await wholeList<PairingView>(client, all ? '/pairing' : '/pairing?state=open'),
    {
      STATE: stateInWords,
      DEVICE: (pairing) => pairing.device?.name ?? '',
      IP: (pairing) => pairing.device?.ip ?? '',
      LABEL: (pairing) => pairing.label ?? '',
      STARTED: (pairing) => ago(pairing.createdAt),
      ID: (pairing) => pairing.pairingId,
    },
    all ? 'No pairings.' : 'No open pairings.',
  );
}

export async function cancelPairing(client: GatewayClient, printer: Printer, id: string): Promise<void> {
  const pairing = await client.call<PairingView>('DELETE', `/pairing/${encodeURIComponent(id)}`);
  printer.emit(pairing);
  printer.say('The pairing is cancelled.');
}
