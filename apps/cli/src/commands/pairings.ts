import type { PairingView } from '@meshpair/contracts';
import { stateWords, timeAgo } from '@meshpair/words';
import type { GatewayClient } from '../api/gateway-client.js';
import type { Printer } from '../output/printer.js';
import { wholeList } from '../api/whole-list.js';

export async function listPairings(client: GatewayClient, printer: Printer, all: boolean): Promise<void> {
  printer.list(
    await wholeList<PairingView>(client, all ? '/pairing' : '/pairing?state=open'),
    {
      STATE: (pairing) => stateWords(pairing.state, pairing.reason),
      DEVICE: (pairing) => pairing.device?.name ?? '',
      IP: (pairing) => pairing.device?.ip ?? '',
      LABEL: (pairing) => pairing.label ?? '',
      STARTED: (pairing) => timeAgo(pairing.createdAt, Date.now()),
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
