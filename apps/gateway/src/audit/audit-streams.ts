import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Cursor, pairingCommands, type AuditPage, type Reply } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CredentialWatch } from '../auth/credential-watch.js';
import { OwnerAccess } from '../auth/owner-access.js';
import { clientAddress } from '../http/client-address.js';
import { problem, ProblemException, valueOf } from '../http/problem-exception.js';
import type { AuditQuery } from '../http/query-strings.js';
import { RequestsInFlight } from '../http/requests-in-flight.js';
import { StreamSlots } from '../http/stream-slots.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { PairingWatch } from '../pairing/pairing-watch.js';
import { startEventStream } from '../pairing/start-event-stream.js';
import { AuditStream } from './audit-stream.js';

/** Streams that one owner may have open at one gateway. */
const MAX_OF_OWNER = 20;

/** Events in one read. */
const PAGE = 100;

/** The open audit streams of this gateway. */
@Injectable()
export class AuditStreams implements BeforeApplicationShutdown {
  private readonly open = new Map<AuditStream, string>();
  private isClosing = false;

  constructor(
    private readonly commands: CommandBus,
    private readonly watch: PairingWatch,
    private readonly access: OwnerAccess,
    private readonly credentials: CredentialWatch,
    private readonly slots: StreamSlots,
    private readonly requests: RequestsInFlight,
    private readonly metrics: GatewayMetrics,
  ) {}

  /**
   * Answers a request with the owner's events as they come: after `Last-Event-ID`, else from where the query says.
   * Refusals are thrown before the first byte.
   */
  async follow(
    ownerId: string,
    query: AuditQuery,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    this.refuseTooMany(ownerId);
    const { pairingId, type } = query;
    const read = (from: { after?: string; last?: number }): Promise<Reply<AuditPage>> =>
      this.commands.send(pairingCommands.readAudit, { ownerId, pairingId, type, ...from, limit: PAGE });
    let stream: AuditStream | undefined;
    const leave = this.slots.take(clientAddress(request));
    const unlisten = this.watch.listenToOwner(ownerId, (change) => {
      if (pairingId === undefined || change.pairingId === pairingId) stream?.changed();
    });
    const stopListening = (): void => {
      unlisten();
      leave();
    };
    try {
      const first = valueOf(await read(startOf(query, request)));
      const response = startEventStream(reply);
      this.requests.release(response);
      const later = async (after: string): Promise<AuditPage | undefined> => {
        const page = await read({ after });
        // Restored beneath us: who comes back with what it has seen is told.
        if (!page.ok && page.error.code === 'cursor_expired') stream?.end();
        return page.ok ? page.value : undefined;
      };
      stream = this.keep(
        new AuditStream(response, { read: later }, first.end),
        ownerId,
        request,
        reply,
        stopListening,
      );
      if (request.method === 'HEAD' || this.isClosing) return stream.end();
      await stream.write(first);
      stream.changed();
    } catch (error) {
      if (stream === undefined) stopListening();
      throw error;
    }
  }

  beforeApplicationShutdown(): void {
    this.isClosing = true;
    for (const stream of this.open.keys()) stream.end();
  }

  private keep(
    stream: AuditStream,
    ownerId: string,
    request: FastifyRequest,
    reply: FastifyReply,
    onClose: () => void,
  ): AuditStream {
    const closed = this.metrics.streamOpened('audit');
    const unwatch = this.credentials.watch(this.access.credentialOf(request), () => stream.refuse());
    this.open.set(stream, ownerId);
    reply.raw.once('close', () => {
      unwatch();
      onClose();
      closed();
      stream.end();
      this.open.delete(stream);
    });
    return stream;
  }

  private refuseTooMany(ownerId: string): void {
    if (this.isClosing) throw problem('service_unavailable');
    const own = [...this.open.values()].filter((each) => each === ownerId);
    if (own.length < MAX_OF_OWNER) return;
    throw new ProblemException(
      { code: 'too_many_requests', detail: `at most ${MAX_OF_OWNER} streams at once` },
      { 'retry-after': '15' },
    );
  }
}

function startOf(
  { after, last }: AuditQuery,
  { headers }: FastifyRequest,
): { readonly after?: string; readonly last?: number } {
  const lastEventId = headers['last-event-id'];
  if (lastEventId === undefined || lastEventId === '') return { after, last };
  const cursor = Cursor.safeParse(lastEventId);
  if (cursor.success) return { after: cursor.data };
  const message = 'must be the id of an event of this stream';
  throw problem('invalid_request', { errors: [{ field: 'Last-Event-ID', message }] });
}
