import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

/** JetStream's error code for a consumer that exists with another configuration. */
const CONSUMER_EXISTS = 10_148;

export interface DurableConsumer {
  readonly stream: string;
  readonly durable: string;
  readonly filterSubject: string;
  readonly maxAckPending: number;
  readonly ackWaitMs: number;
}

/**
 * Creates the durable pull consumer or brings it up to these options; safe for many replicas at once.
 * The server redelivers without end: giving up means a dead letter, and only the client writes that.
 */
export async function ensureDurableConsumer(
  manager: JetStreamManager,
  { stream, durable, filterSubject, maxAckPending, ackWaitMs }: DurableConsumer,
): Promise<void> {
  const changeable: Partial<ConsumerConfig> = {
    filter_subject: filterSubject,
    max_ack_pending: maxAckPending,
    ack_wait: nanos(ackWaitMs),
    max_deliver: -1,
  };
  try {
    await manager.consumers.add(stream, {
      ...changeable,
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
    });
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== CONSUMER_EXISTS) throw error;
    await manager.consumers.update(stream, durable, changeable);
  }
}

/** One durable follows one filter (several need nats-server 2.10): with more, each gets its event type in the name. */
export const durableNames = (durable: string, filterSubjects: readonly string[]): readonly string[] =>
  filterSubjects.length === 1 ? [durable] : filterSubjects.map((filter) => `${durable}-${typeOf(filter)}`);

const typeOf = (filter: string): string =>
  filter
    .split('.')
    .filter((token) => token !== '*' && token !== '>')
    .at(-1) ?? 'all';
