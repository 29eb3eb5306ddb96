import type { NatsConnection } from '@nats-io/transport-node';

/** What we use of the client's inside; a canary test fails when an upgrade changes it. */
interface Protocol {
  flushPending(): void;
  close(error?: Error): Promise<void>;
  readonly outbound: { size(): number };
  readonly pendingLimit: number;
}

/**
 * What one turn of the event loop publishes leaves in one write. The client itself writes in a microtask, so that each
 * answer to a batch of commands would cost a system call of its own, here and in the server.
 */
export function oneWriteATurn(connection: NatsConnection): NatsConnection {
  const { protocol } = connection as unknown as { readonly protocol: Protocol };
  const flush = protocol.flushPending.bind(protocol);
  const close = protocol.close.bind(protocol);
  let isScheduled = false;
  protocol.flushPending = () => {
    if (protocol.outbound.size() >= protocol.pendingLimit) return flush();
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      flush();
    });
  };
  protocol.close = (error) => {
    flush();
    return close(error);
  };
  return connection;
}
