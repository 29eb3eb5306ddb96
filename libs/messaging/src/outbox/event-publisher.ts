import type { PubAck } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import {
  type EventSource,
  eventSubject,
  type MeshChanged,
  meshChangedSubject,
  toCloudEvent,
  toMeshCloudEvent,
} from '@meshpair/contracts';
import type { PairingEvent, RecordedMeshEvent } from '@meshpair/domain';
import { RequestInbox } from '../nats/request-inbox.js';

/** The stream answers in a millisecond; what takes this long was lost with its connection. */
const DEADLINE_MS = 2000;

type Acknowledgement = Partial<PubAck> & { readonly error?: { readonly description?: string } };

/** Publishes events to the stream; a resend carries the same `Nats-Msg-Id`. */
export class EventPublisher {
  private readonly inbox: RequestInbox;

  constructor(
    private readonly connection: NatsConnection,
    private readonly source: EventSource,
    inboxPrefix?: string,
  ) {
    this.inbox = new RequestInbox(connection, inboxPrefix);
  }

  /** Resolves when the stream has acknowledged the event. */
  async publish(event: PairingEvent | RecordedMeshEvent): Promise<void> {
    const message =
      'pairingId' in event ? toCloudEvent(event, this.source) : toMeshCloudEvent(event.event, event.id);
    const about = headers();
    about.set('Nats-Msg-Id', message.id);
    const answer = await this.inbox.request(
      eventSubject(message.type, message.subject),
      JSON.stringify(message),
      { deadlineMs: DEADLINE_MS, headers: about },
    );
    const { error, seq } = answer.json<Acknowledgement>();
    if (seq === undefined || error) throw new Error(error?.description ?? 'not acknowledged');
    if (!('pairingId' in event)) this.tellLiveViews(event.event);
  }

  private tellLiveViews({ ownerId, type }: MeshChanged): void {
    this.connection.publish(meshChangedSubject(ownerId), JSON.stringify({ ownerId, type }));
  }

  close(): void {
    this.inbox.close();
  }
}
