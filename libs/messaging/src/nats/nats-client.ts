import { setTimeout as delay } from 'node:timers/promises';
import type { Msg, NatsConnection, NodeConnectionOptions, Subscription } from '@nats-io/transport-node';
import { type DynamicModule, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { connectWhenUp } from './connect-when-up.js';
import { natsConnectionOptions } from './nats-connection-options.js';

const PING_MS = 2_000;

export interface JsonSubscription {
  unsubscribe(): void;
}

/** One NATS connection of a process for plain (at most once) messages, and for those who need the connection itself. */
export class NatsClient implements OnApplicationShutdown {
  private readonly logger = new Logger(NatsClient.name);
  private readonly closing = new AbortController();
  private readonly connecting: Promise<NatsConnection>;
  private current: NatsConnection | undefined;

  /** Begins the inboxes of the connection. */
  readonly inboxPrefix: string | undefined;

  constructor(options: NodeConnectionOptions) {
    this.inboxPrefix = options.inboxPrefix;
    this.connecting = connectWhenUp(options, this.closing.signal);
    this.connecting.then(
      (connection) => (this.current = connection),
      (error: unknown) =>
        this.closing.signal.aborted || this.logger.error(`No connection to NATS: ${String(error)}`),
    );
  }

  /** The connection. Throws while the first connect is still under way (see `connected`). */
  get connection(): NatsConnection {
    if (this.current === undefined) throw new Error('NATS is not connected yet');
    return this.current;
  }

  /** The connection, once the first connect is done. */
  connected(): Promise<NatsConnection> {
    return this.connecting;
  }

  /** Whether the server answers, within two seconds. */
  async isUp(): Promise<boolean> {
    const answered = this.current?.rtt().then(
      () => true,
      () => false,
    );
    return (await Promise.race([answered, delay(PING_MS, false, { ref: false })])) ?? false;
  }

  /** Publishes at most once: a message sent while NATS is away is lost. */
  publishJson(subject: string, value: unknown): void {
    if (this.current === undefined || this.current.isClosed() || this.current.isDraining()) return;
    this.current.publish(subject, JSON.stringify(value));
  }

  /** Hands each message's JSON to the handler, reconnects included. A message that is not JSON is left out. */
  subscribeJson(subject: string, handler: (value: unknown, subject: string) => void): JsonSubscription {
    let subscription: Subscription | undefined;
    let isOver = false;
    const subscribe = (connection: NatsConnection): void => {
      if (isOver) return;
      const callback = (error: Error | null, message: Msg): void => this.hand(error, message, handler);
      subscription = connection.subscribe(subject, { callback });
    };
    if (this.current) subscribe(this.current);
    else void this.connecting.then(subscribe, () => undefined);
    return {
      unsubscribe: () => {
        isOver = true;
        subscription?.unsubscribe();
      },
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    if (this.current?.isClosed() === false) await this.current.drain().catch(() => this.current?.close());
  }

  private hand(error: Error | null, message: Msg, handler: (value: unknown, subject: string) => void): void {
    try {
      if (error) throw error;
      handler(message.json(), message.subject);
    } catch (failure) {
      this.logger.warn(
        `A NATS message was left out: ${failure instanceof Error ? failure.name : 'unknown error'}`,
      );
    }
  }
}

export interface NatsModuleOptions {
  readonly natsUrl: string;
  /** The connection's name in the server's monitoring. */
  readonly name: string;
  /** Whether the application waits for NATS before it starts (the default). */
  readonly waitForConnection?: boolean;
}

/** Provides a `NatsClient` to the whole application and drains it at the end. */
@Module({})
export class NatsModule {
  static forRoot({ natsUrl, name, waitForConnection = true }: NatsModuleOptions): DynamicModule {
    const useFactory = async (): Promise<NatsClient> => {
      const client = new NatsClient(natsConnectionOptions(natsUrl, name));
      if (waitForConnection) await client.connected();
      return client;
    };
    return {
      module: NatsModule,
      global: true,
      providers: [{ provide: NatsClient, useFactory }],
      exports: [NatsClient],
    };
  }
}
