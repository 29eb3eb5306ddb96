import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../http/client-address.js';
import { problem } from '../http/problem-exception.js';
import { RequestsInFlight } from '../http/requests-in-flight.js';
import { GatewayMetrics, type StreamKind } from '../metrics/gateway-metrics.js';
import { type Credential, CredentialWatch } from './credential-watch.js';
import type { LiveFeed, LiveSource } from './live-feed.js';
import { type EventId, LiveStream, startEventStream } from './live-stream.js';
import { StreamSlots } from './stream-slots.js';

/** What a request wants to follow. */
export interface Followed<Id extends EventId, Page> {
  readonly kind: StreamKind;
  readonly source: LiveSource<Id, Page>;
  /** Whose streams are counted. */
  readonly ownerId?: string;
  /** What must go on to count while the stream is open. */
  readonly credential?: Credential;
  /** Where the client goes on and what comes first; undefined when nothing is left to come. Refusals are thrown. */
  first(): Promise<{ readonly after: Id; readonly page: Page } | undefined>;
  /** The feed that the stream joins. */
  feed(): LiveFeed<Id, Page>;
}

/** The open event streams of this gateway. */
@Injectable()
export class LiveStreams implements BeforeApplicationShutdown {
  private readonly streams = new Set<{ end(): void }>();
  private isClosing = false;

  constructor(
    private readonly credentials: CredentialWatch,
    private readonly slots: StreamSlots,
    private readonly requests: RequestsInFlight,
    private readonly metrics: GatewayMetrics,
  ) {}

  /**
   * Answers a request with events as they come. Refusals are thrown before the first byte; nothing left to come is
   * 204, which tells a client to stop asking (HTML §9.2).
   */
  async open<Id extends EventId, Page>(
    followed: Followed<Id, Page>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if (this.isClosing) throw problem('service_unavailable');
    const leave = this.slots.take(clientAddress(request), followed.ownerId);
    let hasChanged = false;
    const unlisten = followed.source.listen(() => (hasChanged = true));
    let stream: LiveStream<Id> | undefined;
    try {
      const first = await followed.first();
      if (first === undefined) return void reply.code(204).send();
      const feed = followed.feed();
      stream = this.start(followed, feed, first.after, reply, leave);
      if (request.method === 'HEAD' || this.isClosing) return stream.end();
      const hasMore = await followed.source.write(first.page, stream);
      if (hasChanged || hasMore) await feed.wake();
    } finally {
      unlisten();
      if (stream === undefined) leave();
    }
  }

  beforeApplicationShutdown(): void {
    this.isClosing = true;
    for (const stream of this.streams) stream.end();
  }

  private start<Id extends EventId, Page>(
    { kind, credential, source }: Followed<Id, Page>,
    feed: LiveFeed<Id, Page>,
    after: Id,
    reply: FastifyReply,
    leave: () => void,
  ): LiveStream<Id> {
    const response = startEventStream(reply);
    this.requests.release(response);
    const stream = new LiveStream(response, after);
    this.streams.add(stream);
    feed.join(stream, source);
    const unwatch = credential && this.credentials.watch(credential, () => stream.refuse());
    const closed = this.metrics.streamOpened(kind);
    const close = (): void => {
      leave();
      feed.leave(stream);
      unwatch?.();
      closed();
      this.streams.delete(stream);
    };
    // The client may have gone while its first events were read.
    if (response.closed) close();
    else response.once('close', close);
    return stream;
  }
}
