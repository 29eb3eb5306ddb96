import { EventSourceParserStream } from 'eventsource-parser/stream';
import { backOffMs, pause } from './back-off.js';
import { bearer, childOf, type Mesh } from './mesh.js';
import { answerOf, type Calling, MeshError } from './mesh-error.js';
import type { AuditEvent, PairingEvent } from './types.js';

export interface Following {
  readonly signal: AbortSignal;
  /** The id of the last event that is known already. */
  readonly after?: string | undefined;
  /** Whether events come by themselves; while not, there may be news that have not come. */
  readonly onLive?: ((isLive: boolean) => void) | undefined;
}

/** The events of one pairing as they come, until it has ended. A device follows by its claim secret. */
export const followPairing = (
  mesh: Mesh,
  { pairingId, claimSecret }: { readonly pairingId: string; readonly claimSecret?: string },
  following: Following,
): AsyncGenerator<PairingEvent, void> =>
  followEvents(following, (headers, signal) =>
    mesh.GET('/pairing/{id}/events', {
      params: { path: { id: pairingId } },
      headers: { ...headers, ...(claimSecret !== undefined && bearer(claimSecret)) },
      parseAs: 'stream',
      signal,
    }),
  );

export interface AuditFilter {
  readonly type?: AuditEvent['type'] | undefined;
  readonly pairingId?: string | undefined;
  /** Begins with the last so many (0–500), instead of the first event of all. */
  readonly last?: number | undefined;
}

/** The events of an owner's mesh as they come, until the signal aborts. */
export const followAudit = (
  mesh: Mesh,
  filter: AuditFilter,
  following: Following,
): AsyncGenerator<AuditEvent, void> =>
  followEvents(following, (headers, signal) =>
    mesh.GET('/audit/events', { params: { query: withValues(filter) }, headers, parseAs: 'stream', signal }),
  );

/** Says at once, and whenever a device's peers may have changed, that it is to list them; until the signal aborts. */
export const followPeers = (
  mesh: Mesh,
  following: Following,
): AsyncGenerator<{ readonly type: 'PeersChanged' }, void> =>
  followEvents(following, (headers, signal) =>
    mesh.GET('/me/peers/events', { headers, parseAs: 'stream', signal }),
  );

const withValues = <T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

/** A stream without a word for this long is dead: the gateway says something every 15 s. */
const SILENCE_MS = 40_000;

type Opening = (
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Calling<ReadableStream<Uint8Array> | null>;

/**
 * Server-sent events (HTML §9.2) until the signal aborts or nothing is left to come. A stream that breaks is taken up
 * again after its last event, however often. Not `EventSource`: that takes no credential, and gives up for good when a
 * gateway answers 503. Throws a `MeshError` when the gateway refuses.
 */
async function* followEvents<Event>(
  { signal, after, onLive = () => undefined }: Following,
  open: Opening,
): AsyncGenerator<Event, void> {
  let lastId = after;
  // oxlint does not see that what throws leaves them as they are.
  // oxlint-disable-next-line no-useless-assignment
  for (let failures = 0; !signal.aborted; failures += 1) {
    const connection = childOf(signal);
    try {
      const headers = {
        accept: 'text/event-stream',
        ...(lastId !== undefined && { 'last-event-id': lastId }),
      };
      const body = await answerOf(open(headers, connection.signal));
      if (!body) return;
      onLive(true);
      failures = 0;
      for await (const { id, data } of messagesOf(body, connection)) {
        lastId = id ?? lastId;
        yield JSON.parse(data) as Event;
      }
    } catch (error) {
      if (error instanceof MeshError && !error.isOutage) throw error;
    } finally {
      connection.abort();
      onLive(false);
    }
    await pause(backOffMs(failures, Math.random()), signal);
  }
}

interface Message {
  readonly id?: string | undefined;
  readonly data: string;
}

/** The messages of one connection, which is ended when nothing is said any more. A comment is a word too. */
async function* messagesOf(
  body: ReadableStream<Uint8Array>,
  connection: AbortController,
): AsyncGenerator<Message, void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => connection.abort(), SILENCE_MS);
  };
  const reader = body
    .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .pipeThrough(new EventSourceParserStream({ onComment: heard }))
    .getReader();
  try {
    heard();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      heard();
      yield read.value;
    }
  } finally {
    clearTimeout(timer);
  }
}
