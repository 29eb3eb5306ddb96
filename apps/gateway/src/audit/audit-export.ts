import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AuditEvent, type AuditPage, type ChainPage, pairingCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { clientAddress } from '../http/client-address.js';
import { problem, valueOf } from '../http/problem-exception.js';
import type { AuditExportQuery } from '../http/query-strings.js';
import { RequestsInFlight } from '../http/requests-in-flight.js';
import { StreamSlots } from '../live/stream-slots.js';
import { signedLines } from './signed-lines.js';

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
  'actorperson',
  'actorname',
] as const;

/** RFC 4180 §2. What others wrote is JSON, whose brace or quote no spreadsheet takes for a formula. */
function csvField(column: string, value: unknown = ''): string {
  const isPlain = typeof value === 'string' && (column !== 'actorname' || value === '');
  const text = isPlain ? value : JSON.stringify(value);
  return `"${text.replaceAll('"', '""')}"`;
}

const FORMATS: Readonly<Record<Exclude<AuditExportQuery['format'], 'signed'>, Format>> = {
  ndjson: { mediaType: 'application/x-ndjson', head: '', line: (event) => `${JSON.stringify(event)}\n` },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: `${COLUMNS.join(',')}\r\n`,
    line: (event) =>
      `${COLUMNS.map((column) => csvField(column, (event as Readonly<Record<string, unknown>>)[column])).join(',')}\r\n`,
  },
};

const EXTENSIONS: Readonly<Record<AuditExportQuery['format'], string>> = {
  ndjson: 'ndjson',
  csv: 'csv',
  signed: 'signed.ndjson',
};

/** How long a signed export waits for the chain, and how often it looks. */
const CHAIN_PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 250;

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
    const { mediaType, lines } =
      format === 'signed'
        ? { mediaType: 'application/x-ndjson', lines: await this.signed(ownerId, reply) }
        : { ...FORMATS[format], lines: await this.plain(ownerId, filter, FORMATS[format]) };
    this.requests.release(reply.raw);
    await reply
      .type(mediaType)
      .header('content-disposition', `attachment; filename="meshpair-events.${EXTENSIONS[format]}"`)
      .send(Readable.from(this.untilClosing(lines)));
  }

  beforeApplicationShutdown(): void {
    this.isClosing = true;
  }

  private async plain(
    ownerId: string,
    filter: Omit<AuditExportQuery, 'format'>,
    format: Format,
  ): Promise<AsyncIterable<string>> {
    const read = async (after?: string): Promise<AuditPage> =>
      valueOf(
        await this.commands.send(pairingCommands.readAudit, { ...filter, ownerId, after, limit: PAGE }),
      );
    return linesOf(format, await read(), read);
  }

  private async signed(ownerId: string, { raw }: FastifyReply): Promise<AsyncIterable<string>> {
    const read = async (after: number, limit = PAGE): Promise<ChainPage> =>
      valueOf(await this.commands.send(pairingCommands.readChain, { ownerId, after, limit }));
    const { recordedTo } = await read(0, 1);
    const deadline = performance.now() + CHAIN_PATIENCE_MS;
    for (;;) {
      const { chainedTo } = await read(0, 1);
      if (chainedTo >= recordedTo) return signedLines(ownerId, await read(0), read);
      if (performance.now() > deadline || raw.destroyed)
        throw problem('service_unavailable', { detail: NOT_CHAINED });
      await delay(LOOK_AGAIN_MS);
    }
  }

  private async *untilClosing(lines: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const chunk of lines) {
      yield chunk;
      if (this.isClosing) throw new Error('the gateway stops');
    }
  }
}

const NOT_CHAINED =
  'The audit service has not signed yet what has happened. Try again, or take format=ndjson, which is not signed.';

async function* linesOf(
  { head, line }: Format,
  first: AuditPage,
  read: (after: string) => Promise<AuditPage>,
): AsyncGenerator<string> {
  // An empty chunk would end nothing, and is none.
  if (head !== '') yield head;
  for (let page = first; ; page = await read(page.nextCursor)) {
    if (page.items.length > 0) yield page.items.map(line).join('');
    if (page.nextCursor === null) return;
  }
}
