import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { EVENT_STREAM } from '@meshpair/contracts';
import { natsConnectionOptions } from './nats-connection-options.js';

const PATIENCE_MS = 3000;

export interface NatsFindings {
  readonly version: string;
  /** Messages in the event stream; undefined before there is one. */
  readonly events: number | undefined;
}

/** Connects once and looks at the event stream. Throws when there is no server, or one without JetStream. */
export async function probeNats(natsUrl: string): Promise<NatsFindings> {
  const connection = await connect({
    ...natsConnectionOptions(natsUrl, 'meshpair-probe'),
    waitOnFirstConnect: false,
    maxReconnectAttempts: 0,
    timeout: PATIENCE_MS,
  });
  try {
    const manager = await jetstreamManager(connection, { timeout: PATIENCE_MS });
    const stream = await manager.streams.info(EVENT_STREAM).catch((error: unknown) => {
      if (error instanceof JetStreamApiError && error.status === 404) return undefined;
      throw error;
    });
    return { version: connection.info?.version ?? 'unknown', events: stream?.state.messages };
  } finally {
    await connection.close();
  }
}
