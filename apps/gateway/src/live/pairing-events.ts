import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CloudEvent, pairingCommands, type PairingReader, type Reply } from '@meshpair/contracts';
import type { PairingEventType } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import { OwnerAccess } from '../auth/owner-access.js';
import { problem, valueOf } from '../http/problem-exception.js';
import { LiveFeed, type LiveSource } from './live-feed.js';
import { LiveStreams } from './live-streams.js';
import { hasEnded, PairingWatch } from './pairing-watch.js';

interface Events {
  readonly items: readonly CloudEvent[];
}

/** The events after a sequence, in order, as a stream's reader may see them. */
export type ReadEvents = (afterSequence: number) => Promise<Reply<Events>>;

/** A pairing's events, each once and in order; a stream ends after the last. */
export const pairingSource = (
  listen: LiveSource<number, Events>['listen'],
  read: ReadEvents,
): LiveSource<number, Events> => ({
  lookAgainMs: [],
  listen,
  read: (after) => read(Math.min(...after)),
  async write({ items }, stream) {
    for (const event of items) {
      if (event.sequence <= stream.lastId) continue;
      stream.write(event.sequence, event);
      if (isLastEvent(event)) stream.end();
    }
    return false;
  },
});

const IS_LAST: Readonly<Record<PairingEventType, boolean>> = {
  TokenCreated: false,
  DeviceScanned: false,
  PinGenerated: false,
  PinVerified: false,
  DeviceRegistered: true,
  PairingFailed: true,
};

/** Whether this event ends its pairing. */
const isLastEvent = ({ type }: CloudEvent): boolean => IS_LAST[type];

/** Follows pairings, by their owner or their device. */
@Injectable()
export class PairingEvents {
  private readonly feeds = new Map<string, LiveFeed<number, Events>>();

  constructor(
    private readonly commands: CommandBus,
    private readonly watch: PairingWatch,
    private readonly access: OwnerAccess,
    private readonly streams: LiveStreams,
  ) {}

  /** Answers a request with the pairing's events after `Last-Event-ID`, as they come, or with 204 after the last. */
  async follow(
    { pairingId, reader }: { readonly pairingId: string; readonly reader: PairingReader },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const after = lastSequence(request.headers['last-event-id']);
    const read: ReadEvents = (afterSequence) =>
      this.commands.send(pairingCommands.readEvents, { pairingId, reader, afterSequence });
    const isOver = async (): Promise<boolean> =>
      hasEnded(valueOf(await this.commands.send(pairingCommands.getPairing, { pairingId, reader })).state);
    const followed = {
      kind: 'pairing' as const,
      source: pairingSource((onChange) => this.watch.listen(pairingId, onChange), read),
      ...('ownerId' in reader && { credential: this.access.credentialOf(request) }),
      first: async () => {
        const page = valueOf(await read(after));
        return page.items.length === 0 && (await isOver()) ? undefined : { after, page };
      },
      feed: () => this.feedOf(pairingId),
    };
    await this.streams.open(followed, request, reply);
  }

  private feedOf(pairingId: string): LiveFeed<number, Events> {
    const feed = this.feeds.get(pairingId) ?? new LiveFeed(() => this.feeds.delete(pairingId));
    this.feeds.set(pairingId, feed);
    return feed;
  }
}

function lastSequence(header: string | string[] | undefined): number {
  if (header === undefined || header === '') return 0;
  const isSequence = typeof header === 'string' && /^\d{1,9}$/.test(header);
  if (isSequence) return Number(header);
  throw problem('invalid_request', { errors: [{ field: 'Last-Event-ID', message: 'must be a sequence' }] });
}
