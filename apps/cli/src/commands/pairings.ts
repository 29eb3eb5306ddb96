import {
  answerOf,
  type AuditEvent,
  followAudit,
  type Mesh,
  type PageQuery,
  pagesOf,
  wholeList,
} from '@meshpair/client';
import { stateWords, timeAgo } from '@meshpair/words';
import type { Printer } from '../output/printer.js';

export async function listPairings(mesh: Mesh, printer: Printer, all: boolean): Promise<void> {
  printer.list(
    await wholeList((query) =>
      mesh.GET('/pairing', { params: { query: { ...query, ...(!all && { state: 'open' }) } } }),
    ),
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

export async function cancelPairing(mesh: Mesh, printer: Printer, id: string): Promise<void> {
  const pairing = await answerOf(mesh.DELETE('/pairing/{id}', { params: { path: { id } } }));
  printer.emit(pairing);
  printer.say('The pairing is cancelled.');
}

export interface EventFilter {
  readonly follow: boolean;
  readonly type?: AuditEvent['type'] | undefined;
  readonly pairing?: string | undefined;
}

/** Prints the audit events, oldest first; with `follow` goes on with each new one until the signal. */
export async function showEvents(
  mesh: Mesh,
  printer: Printer,
  { follow, type, pairing }: EventFilter,
  signal: AbortSignal,
): Promise<void> {
  const filter = { ...(type && { type }), ...(pairing !== undefined && { pairingId: pairing }) };
  if (follow) {
    for await (const event of followAudit(mesh, filter, { signal })) show(printer, event);
    return;
  }
  const read = (page: PageQuery) =>
    mesh.GET('/audit/events', { params: { query: { ...page, ...filter } }, signal });
  for await (const page of pagesOf(read)) page.forEach((event) => show(printer, event));
}

/** Of the types of events. */
const WIDEST = 'NodePermissionsChanged'.length;

function show(printer: Printer, event: AuditEvent): void {
  printer.emit(event);
  const { device, reason, name } = event.data as {
    device?: { name?: string; ip?: string };
    reason?: string;
    name?: string;
  };
  const actor = event.actorkind && `by ${event.actorname ?? event.actorkind}`;
  const about = [device?.name, device?.ip, name, reason, actor].filter((part) => part !== undefined);
  printer.say(`${event.time}  ${event.type.padEnd(WIDEST)}  ${event.subject}  ${about.join('  ')}`.trimEnd());
}
