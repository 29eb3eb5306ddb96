import type { CloudEvent } from '@meshpair/contracts';
import { followEvents } from '../api/follow-events.js';
import type { GatewayClient } from '../api/gateway-client.js';
import { pagesOf } from '../api/whole-list.js';
import type { Printer } from '../output/printer.js';

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
  for await (const page of pagesOf<CloudEvent>(client, path, signal))
    page.forEach((event) => show(printer, event));
}

function show(printer: Printer, event: CloudEvent): void {
  printer.emit(event);
  const { device, reason } = event.data as { device?: { name?: string; ip?: string }; reason?: string };
  const about = [device?.name, device?.ip, reason].filter((part) => part !== undefined).join('  ');
  printer.say(`${event.time}  ${event.type.padEnd(16)}  ${event.subject}  ${about}`.trimEnd());
}
