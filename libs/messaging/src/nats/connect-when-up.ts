import { setTimeout as delay } from 'node:timers/promises';
import { connect, errors, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { natsConnectionOptions } from './nats-connection-options.js';
import { oneWriteATurn } from './one-write-a-turn.js';

const RETRY_MS = 250;

/**
 * Connects as soon as a server is there. Rejects when the server refuses the login, or the signal aborts:
 * the client's own `waitOnFirstConnect` cannot be stopped.
 */
export async function connectWhenUp(
  options: NodeConnectionOptions,
  signal: AbortSignal,
): Promise<NatsConnection> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return oneWriteATurn(await connect({ ...options, waitOnFirstConnect: false }));
    } catch (error) {
      if (error instanceof errors.AuthorizationError) throw error;
    }
    await delay(RETRY_MS, undefined, { signal });
  }
}

/** A connection of one's own, outside of a Nest application; the caller closes it. */
export const connectToNats = (natsUrl: string, name: string): Promise<NatsConnection> =>
  connect(natsConnectionOptions(natsUrl, name));
