import { Readable } from 'node:stream';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AuditEvent, type AuditPage, pairingCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { clientAddress } from '../http/client-address.js';
import { valueOf } from '../http/problem-exception.js';
import type { AuditExportQuery } from '../http/query-strings.js';
import { RequestsInFlight } from '../http/requests-in-flight.js';
import { StreamSlots } from '../live/stream-slots.js';

/** Events in one read: so many are in memory at once. */
const PAGE = 500;

interface Format {
  readonly mediaType: string;
  /** Comes first. */
  readonly head: string;
  readonly line: (event: AuditEvent) => string;
}

const COLUMNS = [
  'time',
  'type',
  'subject',
  'actorkind',
  'actorid',
  'id',
  'source',
  'sequence',
  'data',
] as const;

/** RFC 4180 §2. What others wrote is in `data`, whose brace no spreadsheet takes for a formula. */
function csvField(value: unknown = ''): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `"${text.replaceAll('"', '""')}"`;
}

const FORMATS: Readonly<Record<AuditExportQuery['format'], Format>> = {
  ndjson: { mediaType: 'application/x-ndjson', head: '', line: (event) => `${JSON.stringify(event)}\n` },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: `${COLUMNS.join(',')}\r\n`,
    line: (event) =>
      `${COLUMNS.map((column) => csvField((event as Readonly<Record<string, unknown>>)[column])).join(',')}\r\n`,
  },
};

/** Hands out the whole audit trail of an owner, page by page, as fast as the client takes it. */
@Injectable()
export class AuditExport implements BeforeApplicationShutdown {
  private isClosing = false;

  constructor(
    private readonly commands: CommandBus,
    private readonly slots: StreamSlots,
    private readonly requests: RequestsInFlight,
  ) {}

  /** Refusals are thrown before the first byte. What fails later breaks the connection: a short file would look whole. */
  async open(
    ownerId: string,
    { format, ...filter }: AuditExportQuery,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    reply.raw.once('close', this.slots.take(clientAddress(request), ownerId));
    const read = async (after?: string): Promise<AuditPage> =>
      valueOf(
        await this.commands.send(pairingCommands.readAudit, { ownerId, ...filter, after, limit: PAGE }),
      );
    const first = await read();
    this.requests.release(reply.raw);
    const { mediaType } = FORMATS[format];
    await reply
      .type(mediaType)
      .header('content-disposition', `attachment; filename="meshpair-events.${format}"`)
      .send(Readable.from(this.linesOf(FORMATS[format], first, read)));
  }

  beforeApplicationShutdown(): void {
    this.isClosing = true;
  }

  private async *linesOf(
    { head, line }: Format,
    first: AuditPage,
    read: (after: string) => Promise<AuditPage>,
  ): AsyncGenerator<string> {
    let page = first;
    // An empty chunk would end nothing, and is none.
    if (head !== '') yield head;
    for (;;) {
      if (page.items.length > 0) yield page.items.map(line).join('');
      if (page.nextCursor === null) return;
      if (this.isClosing) throw new Error('the gateway stops');
      page = await read(page.nextCursor);
    }
  }
}
