import type { NatsConnection } from '@nats-io/transport-node';

/** Follows a connection's ups and downs, for those who must not wait for a lost answer. */
export class ConnectionWatch {
  private readonly downs = new Set<() => void>();
  private readonly ups = new Set<() => void>();
  private readonly statuses: AsyncIterable<{ readonly type: string }> & { stop?: () => void };

  constructor(connection: NatsConnection) {
    this.statuses = connection.status();
    void this.follow();
  }

  /** Calls back at each loss of the connection. Returns how to stop that. */
  onDown(callback: () => void): () => void {
    this.downs.add(callback);
    return () => this.downs.delete(callback);
  }

  /** Calls back at each reconnection. Returns how to stop that. */
  onUp(callback: () => void): () => void {
    this.ups.add(callback);
    return () => this.ups.delete(callback);
  }

  close(): void {
    this.statuses.stop?.();
    this.downs.clear();
    this.ups.clear();
  }

  private async follow(): Promise<void> {
    for await (const { type } of this.statuses) {
      if (type === 'disconnect' || type === 'close') for (const callback of [...this.downs]) callback();
      if (type === 'reconnect') for (const callback of [...this.ups]) callback();
    }
  }
}
