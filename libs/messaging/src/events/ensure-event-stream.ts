import { setTimeout as delay } from 'node:timers/promises';
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
import { DEAD_LETTER_STREAM, EVENT_STREAM, EVENT_SUBJECTS } from '@meshpair/contracts';
import { differsFrom, unlessMissing } from './jetstream-config.js';

const DAY_MS = 86_400_000;

/** Resends within this time are told apart by `Nats-Msg-Id`. */
const DUPLICATE_WINDOW_MS = 120_000;

const DEAD_LETTER_SUBJECTS = 'meshpair.deadletter.>';

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

async function ensureStreams(connection: NatsConnection, options: EventStreamOptions): Promise<void> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  for (const config of streamConfigs(options)) await ensureStream(manager, config);
}

type WantedStream = Pick<
  StreamConfig,
  'name' | 'subjects' | 'storage' | 'num_replicas' | 'max_age' | 'discard'
>;

/** Where and for how long events are kept. */
export const keptAs = ({
  replicas,
  retentionDays,
}: Pick<EventStreamOptions, 'replicas' | 'retentionDays'>): Pick<
  StreamConfig,
  'storage' | 'num_replicas' | 'max_age'
> => ({ storage: StorageType.File, num_replicas: replicas, max_age: nanos(retentionDays * DAY_MS) });

/** The event stream and the one that keeps dead letters, as they should be. */
export function streamConfigs(
  options: EventStreamOptions,
): readonly [events: WantedStream, deadLetters: WantedStream] {
  const { name = EVENT_STREAM, subjects = [EVENT_SUBJECTS] } = options;
  const kept = keptAs(options);
  return [
    // A full stream refuses what is new, which waits in the outbox, rather than drop what it has promised to keep.
    { ...kept, name, subjects: [...subjects], discard: DiscardPolicy.New },
    { ...kept, name: DEAD_LETTER_STREAM, subjects: [DEAD_LETTER_SUBJECTS], discard: DiscardPolicy.Old },
  ];
}

/** Makes the stream where there is none, and takes changes of an existing one back. How much it may hold is the operator's. */
export async function ensureStream(
  manager: JetStreamManager,
  options: WantedStream,
): Promise<'made' | 'repaired' | 'kept'> {
  const { name } = options;
  const wanted = { ...options, ...OF_EVERY_STREAM };
  const found = await unlessMissing(manager.streams.info(name));
  if (found && !differsFrom(found.config, wanted)) return 'kept';
  try {
    if (found) await manager.streams.update(name, wanted);
    else await manager.streams.add(wanted);
  } catch (error) {
    if (found || !(error instanceof JetStreamApiError) || !isTaken(error)) throw error;
    // Another has made it meanwhile.
    return ensureStream(manager, options);
  }
  return found ? 'repaired' : 'made';
}

/** Absent is what must not be there: a copy of the stream elsewhere, or of another here. */
const OF_EVERY_STREAM = {
  retention: RetentionPolicy.Limits,
  duplicate_window: nanos(DUPLICATE_WINDOW_MS),
  max_msgs_per_subject: -1,
  deny_delete: true,
  no_ack: false,
  allow_rollup_hdrs: false,
  allow_direct: false,
  mirror_direct: false,
  mirror: undefined,
  sources: undefined,
  republish: undefined,
  subject_transform: undefined,
};

const isTaken = ({ code }: JetStreamApiError): boolean =>
  code === STREAM_NAME_IN_USE || code === SUBJECTS_OVERLAP;
