import { EVENT_STREAM, EVENT_SUBJECTS } from '@meshpair/contracts';
import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { errors, nanos, type NatsConnection } from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';

const DAY_MS = 86_400_000;

/** Resends within this time are told apart by `Nats-Msg-Id`. */
const DUPLICATE_WINDOW_MS = 120_000;

export const DEAD_LETTER_STREAM = 'MESHPAIR_DEAD_LETTERS';
export const DEAD_LETTER_SUBJECTS = 'meshpair.deadletter.>';

/**
 * JetStream's error codes for a stream that exists with another configuration, and for subjects that are taken: so a
 * server answers the later of two that make the same stream at once.
 */
const STREAM_NAME_IN_USE = 10_058;
const SUBJECTS_OVERLAP = 10_065;

/** A cluster that has just started elects its leaders first, which takes it some seconds. */
const PATIENCE_MS = 30_000;
const RETRY_MS = 250;

/** The status of an answer that JetStream gives while it cannot do it yet. */
const UNAVAILABLE = 503;

export interface EventStreamOptions {
  readonly replicas: number;
  readonly retentionDays: number;
  readonly name?: string;
  readonly subjects?: readonly string[];
}

/**
 * Creates the event stream and the one that keeps dead letters, or brings them up to these options.
 * Events are kept in files, cannot be deleted one by one, and go after `retentionDays`. JetStream is waited for.
 */
export async function ensureEventStream(
  connection: NatsConnection,
  options: EventStreamOptions,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ensureStreams(connection, options);
    } catch (error) {
      if (!isNotUpYet(error) || Date.now() > deadline) throw error;
    }
    await delay(RETRY_MS);
  }
}

const isNotUpYet = (error: unknown): boolean =>
  error instanceof errors.TimeoutError ||
  error instanceof errors.RequestError ||
  error instanceof errors.NoRespondersError ||
  // No responder; its class is not exported.
  (error instanceof Error && error.name === 'JetStreamNotEnabled') ||
  (error instanceof JetStreamApiError && error.status === UNAVAILABLE);

async function ensureStreams(
  connection: NatsConnection,
  { replicas, retentionDays, name = EVENT_STREAM, subjects = [EVENT_SUBJECTS] }: EventStreamOptions,
): Promise<void> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const kept = { num_replicas: replicas, max_age: nanos(retentionDays * DAY_MS) };
  // A full stream refuses what is new, which waits in the outbox, rather than drop what it has promised to keep.
  await ensureStream(manager, { ...kept, name, subjects: [...subjects], discard: DiscardPolicy.New });
  await ensureStream(manager, {
    ...kept,
    name: DEAD_LETTER_STREAM,
    subjects: [DEAD_LETTER_SUBJECTS],
    discard: DiscardPolicy.Old,
  });
}

async function ensureStream(
  manager: JetStreamManager,
  options: Pick<StreamConfig, 'name' | 'subjects' | 'num_replicas' | 'max_age' | 'discard'>,
): Promise<void> {
  const config = {
    ...options,
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    deny_delete: true,
  };
  try {
    await manager.streams.add(config);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || !isTaken(error)) throw error;
    await manager.streams.update(options.name, config);
  }
}

const isTaken = ({ code }: JetStreamApiError): boolean =>
  code === STREAM_NAME_IN_USE || code === SUBJECTS_OVERLAP;
