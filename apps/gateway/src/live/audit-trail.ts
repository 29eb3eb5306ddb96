import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AuditPage, Cursor, pairingCommands, type Reply } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { AuditAccess } from '../auth/audit-access.js';
import { problem, valueOf } from '../http/problem-exception.js';
import type { AuditQuery } from '../http/query-strings.js';
import { LiveFeed, type LiveSource } from './live-feed.js';
import { LiveStreams } from './live-streams.js';
import { MeshWatch } from './mesh-watch.js';
import { PairingWatch } from './pairing-watch.js';

/** An event can be read once every transaction that was older than its own is over: a little later, at times. */
const LOOK_AGAIN_MS = [100, 1_000];

/** Events in one read. */
const PAGE = 100;

/** An owner's events, each once, with its cursor as the id, and no faster than the client takes them. */
export const auditSource = (
  listen: LiveSource<string, AuditPage>['listen'],
  read: (after: string) => Promise<Reply<AuditPage>>,
): LiveSource<string, AuditPage> => ({
  lookAgainMs: LOOK_AGAIN_MS,
  listen,
  read: ([after = '']) => read(after),
  async write({ items, cursors, end, nextCursor }, stream) {
    items.forEach((event, index) => stream.write(cursors[index] ?? end, event));
    stream.lastId = end;
    await stream.drained();
    return nextCursor !== null;
  },
});

/** Follows the audit trail. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly commands: CommandBus,
    private readonly watch: PairingWatch,
    private readonly mesh: MeshWatch,
    private readonly access: AuditAccess,
    private readonly streams: LiveStreams,
  ) {}

  /** Answers a request with the owner's events as they come: after `Last-Event-ID`, else from where the query says. */
  async follow(
    ownerId: string,
    query: AuditQuery,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { order, after: _after, last: _last, limit: _limit, ...filter } = query;
    const { pairingId } = filter;
    if (order !== undefined)
      throw problem('invalid_request', {
        errors: [{ field: 'order', message: 'is for pages, not for a stream' }],
      });
    const read = (from: { after?: string; last?: number }): Promise<Reply<AuditPage>> =>
      this.commands.send(pairingCommands.readAudit, { ...filter, ...from, ownerId, limit: PAGE });
    const listen = (onChange: () => void): (() => void) => {
      const stops = [
        this.watch.listenToOwner(ownerId, (change) => {
          if (pairingId === undefined || change.pairingId === pairingId) onChange();
        }),
        ...(pairingId === undefined ? [this.mesh.listen(ownerId, onChange)] : []),
      ];
      return () => stops.forEach((stop) => stop());
    };
    const followed = {
      kind: 'audit' as const,
      source: auditSource(listen, (after) => read({ after })),
      ownerId,
      credential: this.access.credentialOf(request),
      first: async () => {
        const page = valueOf(await read(startOf(query, request)));
        return { after: page.end, page };
      },
      feed: () => new LiveFeed<string, AuditPage>(),
    };
    await this.streams.open(followed, request, reply);
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
