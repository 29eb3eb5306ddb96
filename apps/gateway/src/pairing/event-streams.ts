import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { pairingCommands, type CloudEvent, type PairingReader, type Reply } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CredentialWatch } from '../auth/credential-watch.js';
import { OwnerAccess } from '../auth/owner-access.js';
import { clientAddress } from '../http/client-address.js';
import { problem, valueOf } from '../http/problem-exception.js';
import { RequestsInFlight } from '../http/requests-in-flight.js';
import { StreamSlots } from '../http/stream-slots.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { hasEnded } from './change-board.js';
import { EventStream } from './event-stream.js';
import { PairingFollowers } from './pairing-followers.js';
import { PairingWatch } from './pairing-watch.js';
import { startEventStream } from './start-event-stream.js';

interface Followed {
  readonly pairingId: string;
  readonly reader: PairingReader;
}

/** The open event streams of this gateway. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly streams = new Set<EventStream>();
  private readonly followers = new Map<string, PairingFollowers>();
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
   * Answers a request with the pairing's events after `Last-Event-ID`, as they come. Refusals are thrown before
   * the first byte; nothing left to come is 204, which tells a client to stop asking (HTML §9.2).
   */
  async open(followed: Followed, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (this.isClosing) throw problem('service_unavailable');
    const after = lastEventId(request.headers['last-event-id']);
    const leave = this.slots.take(clientAddress(request));
    let hasChanged = false;
    const unlisten = this.watch.listen(followed.pairingId, () => (hasChanged = true));
    let stream: EventStream | undefined;
    try {
      const events = valueOf(await this.readAfter(followed, after)).items;
      if (events.length === 0 && (await this.isOver(followed))) return void reply.code(204).send();
      stream = this.start(followed, after, request, reply, leave);
      if (request.method === 'HEAD') return stream.end();
      stream.write(events);
      if (this.isClosing) return stream.end();
      if (hasChanged) await this.followers.get(followed.pairingId)?.wake();
    } finally {
      unlisten();
      if (stream === undefined) leave();
    }
  }

  beforeApplicationShutdown(): void {
    this.isClosing = true;
    for (const stream of this.streams) stream.end();
  }

  private start(
    followed: Followed,
    after: number,
    request: FastifyRequest,
    reply: FastifyReply,
    onClose: () => void,
  ): EventStream {
    const credential = 'ownerId' in followed.reader ? this.access.credentialOf(request) : undefined;
    const response = startEventStream(reply);
    this.requests.release(response);
    const stream = new EventStream(response, after);
    this.streams.add(stream);
    const unfollow = this.follow(followed, stream);
    const unwatch = credential && this.credentials.watch(credential, () => stream.refuse());
    const closed = this.metrics.streamOpened('pairing');
    response.once('close', () => {
      onClose();
      unfollow();
      unwatch?.();
      closed();
      this.streams.delete(stream);
    });
    return stream;
  }

  /** Adds a stream to those of its pairing, until the returned function is called. */
  private follow(followed: Followed, stream: EventStream): () => void {
    const { pairingId } = followed;
    const followers =
      this.followers.get(pairingId) ??
      new PairingFollowers((onChange) => this.watch.listen(pairingId, onChange));
    this.followers.set(pairingId, followers);
    followers.join(stream, (sequence) => this.readAfter(followed, sequence));
    return () => {
      followers.leave(stream);
      if (followers.isEmpty) this.followers.delete(pairingId);
    };
  }

  private readAfter(
    { pairingId, reader }: Followed,
    afterSequence: number,
  ): Promise<Reply<{ readonly items: readonly CloudEvent[] }>> {
    return this.commands.send(pairingCommands.readEvents, { pairingId, reader, afterSequence });
  }

  private async isOver({ pairingId, reader }: Followed): Promise<boolean> {
    const pairing = valueOf(await this.commands.send(pairingCommands.getPairing, { pairingId, reader }));
    return hasEnded(pairing.state);
  }
}

function lastEventId(header: string | string[] | undefined): number {
  if (header === undefined || header === '') return 0;
  const isSequence = typeof header === 'string' && /^\d{1,9}$/.test(header);
  if (isSequence) return Number(header);
  throw problem('invalid_request', { errors: [{ field: 'Last-Event-ID', message: 'must be a sequence' }] });
}
