import {
  type FactoryProvider,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { durablesOf, type EventConsumer, type EventSource } from '@meshpair/contracts';
import type { PairingEvent } from '@meshpair/domain';
import { NatsClient, OutboxRelay, type OutboxRelayOptions } from '@meshpair/messaging';
import type { ReopenableOutbox } from '@meshpair/persistence';

/** The events that a service commits with its changes. */
export interface OutboxSettings {
  /** Injects the `ReopenableOutbox`. */
  readonly store: symbol;
  readonly source: EventSource;
  /** Set by the service that publishes them; any other one only wakes that one. */
  readonly relay?: {
    readonly consumer: EventConsumer;
    readonly reconcile?: OutboxRelayOptions['reconcile'];
  };
}

/** Publishes what a service has committed, or wakes the service that does. */
export class Outbox implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly relay: OutboxRelay;

  constructor(
    nats: NatsClient,
    private readonly store: ReopenableOutbox,
    private readonly settings: OutboxSettings,
  ) {
    const { source, relay } = settings;
    this.relay = new OutboxRelay({
      store,
      connection: nats.connection,
      inboxPrefix: nats.inboxPrefix,
      source,
      consumer: relay && durablesOf(relay.consumer)[0]?.durable,
      reconcile: relay?.reconcile,
      logger: new Logger(OutboxRelay.name),
    });
  }

  onApplicationBootstrap(): void {
    if (this.settings.relay) this.relay.start();
  }

  /**
   * Publishes the events of one pairing that were just committed. Call it before anybody learns of the commit. `causedBy`
   * is when the stream stored the event that they answer, if they do.
   */
  committed(events: readonly PairingEvent[], causedBy?: Date): void {
    const [first] = events;
    if (!first) return;
    if (this.settings.relay) this.relay.committed(events, causedBy);
    else this.relay.wake([first.pairingId]);
  }

  /** Publishes the events of the mesh that were just committed, those of attempts by their pairings. */
  recorded(pairingIds: readonly string[] = []): void {
    this.relay.wake(pairingIds);
  }

  /** Answers again what was answered before. */
  async publishAgain(pairingId: string): Promise<void> {
    await this.store.reopen([pairingId]);
    this.relay.wake([pairingId]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}

export const provideOutbox = (settings: OutboxSettings): FactoryProvider => ({
  provide: Outbox,
  inject: [NatsClient, settings.store],
  useFactory: (nats: NatsClient, store: ReopenableOutbox) => new Outbox(nats, store, settings),
});
