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
import { nanos, type NatsConnection } from '@nats-io/transport-node';

const DAY_MS = 86_400_000;

/** Resends within this time are told apart by `Nats-Msg-Id`. */
const DUPLICATE_WINDOW_MS = 120_000;

export const DEAD_LETTER_STREAM = 'MESHPAIR_DEAD_LETTERS';
export const DEAD_LETTER_SUBJECTS = 'meshpair.deadletter.>';

/** JetStream's error code for a stream that exists with another configuration. */
const STREAM_NAME_IN_USE = 10_058;

export interface EventStreamOptions {
  readonly replicas: number;
  readonly retentionDays: number;
  readonly name?: string;
  readonly subjects?: readonly string[];
}

/**
 * Creates the event stream and the one that keeps dead letters, or brings them up to these options.
 * Events are kept in files, cannot be deleted one by one, and go after `retentionDays`.
 */
export async function ensureEventStream(
  connection: NatsConnection,
  { replicas, retentionDays, name = EVENT_STREAM, subjects = [EVENT_SUBJECTS] }: EventStreamOptions,
): Promise<void> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const kept = { num_replicas: replicas, max_age: nanos(retentionDays * DAY_MS) };
  await ensureStream(manager, { ...kept, name, subjects: [...subjects] });
  await ensureStream(manager, { ...kept, name: DEAD_LETTER_STREAM, subjects: [DEAD_LETTER_SUBJECTS] });
}

async function ensureStream(
  manager: JetStreamManager,
  options: Pick<StreamConfig, 'name' | 'subjects' | 'num_replicas' | 'max_age'>,
): Promise<void> {
  const config = {
    ...options,
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    deny_delete: true,
  };
  try {
    await manager.streams.add(config);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== STREAM_NAME_IN_USE) throw error;
    await manager.streams.update(options.name, config);
  }
}
