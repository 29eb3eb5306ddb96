import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { differsFrom, unlessMissing } from './jetstream-config.js';

/** How many events may be in hand at once, over all replicas, and for how long without a word. */
export const CONSUMER_LIMITS = { maxAckPending: 512, ackWaitMs: 6_000 } as const;

export interface DurableConsumer {
  readonly stream: string;
  readonly durable: string;
  readonly filterSubject: string;
  readonly maxAckPending?: number;
  readonly ackWaitMs?: number;
  /** What its readers learn with its configuration. */
  readonly description?: string;
}

/**
 * Creates the durable pull consumer or brings it up to these options; safe for many at once. One that was made into
 * something else is made anew, and delivers again all that there is. Answers whether anything was done.
 */
export async function ensureDurableConsumer(
  manager: JetStreamManager,
  consumer: DurableConsumer,
): Promise<boolean> {
  const { stream, durable } = consumer;
  const wanted = configOf(consumer);
  const found = await unlessMissing(manager.consumers.info(stream, durable));
  if (found && !differsFrom(found.config, wanted)) return false;
  try {
    if (found) await manager.consumers.update(stream, durable, wanted);
    else await manager.consumers.add(stream, wanted);
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    await makeAnew(manager, stream, wanted, error);
  }
  return true;
}

/** Not every change can be taken back, and another may have made the consumer meanwhile. */
async function makeAnew(
  manager: JetStreamManager,
  stream: string,
  wanted: ConsumerConfig & { durable_name: string },
  cause: JetStreamApiError,
): Promise<void> {
  const found = await unlessMissing(manager.consumers.info(stream, wanted.durable_name));
  if (!found) throw cause;
  if (!differsFrom(found.config, wanted)) return;
  await manager.consumers.delete(stream, wanted.durable_name);
  await manager.consumers.add(stream, wanted);
}

/** The server redelivers without end: giving up means a dead letter, and only the client writes that. */
const configOf = ({
  durable,
  filterSubject,
  maxAckPending = CONSUMER_LIMITS.maxAckPending,
  ackWaitMs = CONSUMER_LIMITS.ackWaitMs,
  description = '',
}: DurableConsumer): ConsumerConfig & { durable_name: string } =>
  ({
    durable_name: durable,
    description,
    filter_subject: filterSubject,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(ackWaitMs),
    max_ack_pending: maxAckPending,
    max_deliver: -1,
    headers_only: false,
    ...NOT_OURS,
  }) as unknown as ConsumerConfig & { durable_name: string };

/** What makes another kind of consumer; absent, and so written as nothing. */
const NOT_OURS = {
  deliver_subject: undefined,
  filter_subjects: undefined,
  inactive_threshold: undefined,
  max_expires: undefined,
  max_batch: undefined,
  max_bytes: undefined,
  sample_freq: undefined,
  backoff: undefined,
};
