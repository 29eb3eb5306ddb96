import {
  AuditEvent,
  type CloudEvent,
  DEAD_LETTER_STREAM,
  EVENT_CONSUMERS,
  EVENT_STREAM,
  eventSubject,
  type MeshCloudEvent,
} from '@meshpair/contracts';
import type { PairingEventType } from '@meshpair/domain';
import type { connectToNats } from '@meshpair/messaging';
import { uniqueName } from './unique-name.js';

type Connection = Awaited<ReturnType<typeof connectToNats>>;

interface StoredMessage {
  readonly message: { readonly subject: string; readonly data: string; readonly hdrs?: string };
}

interface StreamInfo {
  readonly config: Readonly<Record<string, unknown>>;
  readonly state: { readonly first_seq: number; readonly last_seq: number; readonly messages: number };
  readonly cluster?: {
    readonly leader?: string;
    readonly replicas?: readonly { readonly current: boolean; readonly offline?: boolean }[];
  };
}

/** An event as the stream keeps it. */
export interface StoredEvent<Event extends AuditEvent = CloudEvent> {
  readonly event: Event;
  /** Its `Nats-Msg-Id`, if it came with one. */
  readonly messageId: string | undefined;
}

/** How many messages are asked for at once. */
const READ_AT_ONCE = 200;

/** Every event of a pairing in the stream, in the order of the stream. */
export const readStream = async (natsUrl: string): Promise<readonly CloudEvent[]> =>
  (await readStoredEvents(natsUrl)).map(({ event }) => event);

/** As `readStream`, with what tells resends apart. */
export const readStoredEvents = async (natsUrl: string): Promise<readonly StoredEvent[]> =>
  (await readAll(natsUrl)).filter((stored): stored is StoredEvent => 'sequence' in stored.event);

/** Every event of the mesh in the stream, in the order of the stream. */
export const readMeshEvents = async (natsUrl: string): Promise<readonly MeshCloudEvent[]> =>
  (await readAll(natsUrl)).flatMap(({ event }) => ('sequence' in event ? [] : [event]));

const readAll = (natsUrl: string): Promise<readonly StoredEvent<AuditEvent>[]> =>
  withConnection(natsUrl, async (connection) => {
    const { state } = await streamInfo(connection);
    const stored: StoredEvent<AuditEvent>[] = [];
    // A stream that has never held anything names 0 as its first.
    for (let first = Math.max(1, state.first_seq); first <= state.last_seq; first += READ_AT_ONCE) {
      const count = Math.min(READ_AT_ONCE, state.last_seq - first + 1);
      const page = Array.from({ length: count }, (_, index) => readMessage(connection, first + index));
      stored.push(...(await Promise.all(page)));
    }
    return stored;
  });

/** Publishes events again in that order, as messages of their own that the stream does not drop as duplicates. */
export const republishEvents = (natsUrl: string, events: readonly CloudEvent[]): Promise<void> =>
  withConnection(natsUrl, async (connection) => {
    for (const event of events)
      await connection.request(eventSubject(event.type, event.subject), JSON.stringify(event));
  });

/**
 * Refuses publishes once there are `spare` events more than now; undefined takes that back. Counted in events:
 * nats-server 2.9 weighs a message without its overhead, and drops the oldest where `max_bytes` is overrun by that.
 */
export const limitStream = (natsUrl: string, spare: number | undefined): Promise<void> =>
  withConnection(natsUrl, async (connection) => {
    const { config, state } = await streamInfo(connection);
    const max_msgs = spare === undefined ? -1 : state.messages + spare;
    await ask(connection, `STREAM.UPDATE.${EVENT_STREAM}`, { ...config, max_msgs });
  });

/** Deletes the stream with all that it holds, its consumers included. */
export const deleteStream = (natsUrl: string): Promise<void> =>
  withConnection(natsUrl, async (connection) => {
    await ask(connection, `STREAM.DELETE.${EVENT_STREAM}`);
  });

/** Whether there is an event stream. */
export const streamIsThere = (natsUrl: string): Promise<boolean> =>
  withConnection(natsUrl, (connection) => streamInfo(connection)).then(
    () => true,
    () => false,
  );

/** Whether every replica of the stream (of a cluster) is there and up to date. */
export const streamIsWhole = (natsUrl: string): Promise<boolean> =>
  withConnection(natsUrl, async (connection) => {
    const { cluster } = await streamInfo(connection);
    const replicas = cluster?.replicas ?? [];
    return cluster?.leader !== undefined && replicas.every(({ current, offline }) => current && !offline);
  });

/** How many events were given up. */
export const countDeadLetters = (natsUrl: string): Promise<number> =>
  withConnection(natsUrl, async (connection) => {
    const { state } = await ask<{ state: { messages: number } }>(
      connection,
      `STREAM.INFO.${DEAD_LETTER_STREAM}`,
    );
    return state.messages;
  });

/** Whether JetStream answers: a cluster has to elect its leader first. */
export const jetStreamIsUp = (natsUrl: string): Promise<boolean> =>
  withConnection(natsUrl, async (connection) => {
    await ask(connection, 'INFO');
    return true;
  }).catch(() => false);

const streamInfo = (connection: Connection): Promise<StreamInfo> =>
  ask<StreamInfo>(connection, `STREAM.INFO.${EVENT_STREAM}`);

async function readMessage(connection: Connection, seq: number): Promise<StoredEvent<AuditEvent>> {
  const { message } = await ask<StoredMessage>(connection, `STREAM.MSG.GET.${EVENT_STREAM}`, { seq });
  const headers = message.hdrs === undefined ? '' : decoded(message.hdrs);
  return {
    event: AuditEvent.parse(JSON.parse(decoded(message.data))),
    messageId: /^Nats-Msg-Id: *(.*?)\r?$/im.exec(headers)?.[1],
  };
}

/** Publishes a stored event `times` more, each as a message of its own that the stream does not drop as a duplicate. */
export const publishEventAgain = (
  natsUrl: string,
  pairingId: string,
  type: PairingEventType,
  times: number,
): Promise<void> =>
  withConnection(natsUrl, async (connection) => {
    const subject = eventSubject(type, pairingId);
    const { message } = await ask<StoredMessage>(connection, `STREAM.MSG.GET.${EVENT_STREAM}`, {
      last_by_subj: subject,
    });
    for (let time = 0; time < times; time += 1) await connection.request(subject, decoded(message.data));
  });

/** Whether every durable consumer of the stream has handled all that there is; that of webhooks, which few tests start, if told. */
export const consumersAreIdle = (
  natsUrl: string,
  { withWebhooks = false }: { readonly withWebhooks?: boolean } = {},
): Promise<boolean> =>
  withConnection(natsUrl, async (connection) => {
    const { consumers } = await ask<{
      consumers: { name: string; num_pending: number; num_ack_pending: number }[];
    }>(connection, `CONSUMER.LIST.${EVENT_STREAM}`);
    return consumers
      .filter(({ name }) => withWebhooks || name !== EVENT_CONSUMERS.webhooks.durable)
      .every((consumer) => consumer.num_pending + consumer.num_ack_pending === 0);
  });

const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');

async function withConnection<T>(natsUrl: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  // Most files that start a mesh never look into a stream.
  const { connectToNats } = await import('@meshpair/messaging');
  const connection = await connectToNats(natsUrl, uniqueName('test'));
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function ask<Answer>(connection: Connection, api: string, request: object = {}): Promise<Answer> {
  const message = await connection.request(`$JS.API.${api}`, JSON.stringify(request), { timeout: 10_000 });
  const answer = message.json<Answer & { error?: { description: string } }>();
  if (answer.error) throw new Error(`${api}: ${answer.error.description}`);
  return answer;
}

/** Takes events as the stream would: of those with an id the first. A busy service may send one again. */
export class EventsByStream {
  readonly events: CloudEvent[] = [];
  private readonly ids = new Set<string>();

  take(event: CloudEvent): void {
    if (!this.ids.has(event.id)) this.events.push(event);
    this.ids.add(event.id);
  }
}
