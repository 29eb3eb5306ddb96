import type { PairingView, ReadableEvent } from '@meshpair/contracts';
import { stateWords, timeAgo } from '@meshpair/words';
import { followEvents } from '../api/follow-events.js';
import type { GatewayClient } from '../api/gateway-client.js';
import { pagesOf, wholeList } from '../api/whole-list.js';
import type { Printer } from '../output/printer.js';

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

export interface EventFilter {
  readonly follow: boolean;
  readonly type?: string | undefined;
  readonly pairing?: string | undefined;
}

/** Prints the audit events, oldest first; with `follow` goes on with each new one until the signal. */
export async function showEvents(
  client: GatewayClient,
  printer: Printer,
  { follow, type, pairing }: EventFilter,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams({
    ...(type === undefined ? {} : { type }),
    ...(pairing === undefined ? {} : { pairingId: pairing }),
  });
  const path = `/audit/events?${query.toString()}`;
  if (follow) {
    for await (const event of followEvents(client, path, signal)) show(printer, event);
    return;
  }
  for await (const page of pagesOf<ReadableEvent>(client, path, signal))
    page.forEach((event) => show(printer, event));
}

/** Of the types of events. */
const WIDEST = 'NodePermissionsChanged'.length;

function show(printer: Printer, event: ReadableEvent): void {
  printer.emit(event);
  const { device, reason, name } = event.data as {
    device?: { name?: string; ip?: string };
    reason?: string;
    name?: string;
  };
  const actor = typeof event['actorkind'] === 'string' ? `by ${event['actorkind']}` : undefined;
  const about = [device?.name, device?.ip, name, reason, actor].filter((part) => part !== undefined);
  printer.say(`${event.time}  ${event.type.padEnd(WIDEST)}  ${event.subject}  ${about.join('  ')}`.trimEnd());
}
