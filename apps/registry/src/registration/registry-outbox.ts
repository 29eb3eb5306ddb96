import { durablesOf, EVENT_CONSUMERS } from '@meshpair/contracts';
import { NatsClient, OutboxRelay } from '@meshpair/messaging';
import { REGISTRY_OUTBOX, type ReopenableOutbox } from '@meshpair/persistence';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

/** Publishes what the registry decided. */
@Injectable()
export class RegistryOutbox implements OnModuleInit, OnApplicationShutdown {
  private readonly relay: OutboxRelay;

  constructor(
    nats: NatsClient,
    @Inject(REGISTRY_OUTBOX) private readonly store: ReopenableOutbox,
  ) {
    this.relay = new OutboxRelay({
      store,
      connection: nats.connection,
      source: '/meshpair/registry',
      consumer: durablesOf(EVENT_CONSUMERS.registry)[0]?.durable ?? '',
      logger: new Logger(OutboxRelay.name),
    });
  }

  onModuleInit(): void {
    this.relay.start();
  }

  /** Call after each commit that wrote events. */
  wake(): void {
    this.relay.wake();
  }

  /** Answers again what was answered before. */
  async publishAgain(pairingId: string): Promise<void> {
    await this.store.reopen([pairingId]);
    this.relay.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
