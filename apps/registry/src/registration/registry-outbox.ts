import { ensureEventStream, NatsClient, OutboxRelay } from '@meshpair/messaging';
import { REGISTRY_OUTBOX, type OutboxStore } from '@meshpair/persistence';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { REGISTRY_SETTINGS, type RegistrySettings } from '../registry-settings.js';

/** Publishes what the registry decided. The stream is there before anything listens or publishes. */
@Injectable()
export class RegistryOutbox implements OnModuleInit, OnApplicationShutdown {
  private readonly relay: OutboxRelay;

  constructor(
    private readonly nats: NatsClient,
    @Inject(REGISTRY_OUTBOX) store: OutboxStore,
    @Inject(REGISTRY_SETTINGS) private readonly settings: RegistrySettings,
  ) {
    this.relay = new OutboxRelay({
      store,
      connection: nats.connection,
      source: '/meshpair/registry',
      logger: new Logger(OutboxRelay.name),
    });
  }

  async onModuleInit(): Promise<void> {
    await ensureEventStream(this.nats.connection, {
      replicas: this.settings.NATS_STREAM_REPLICAS,
      retentionDays: this.settings.EVENT_RETENTION_DAYS,
    });
    this.relay.start();
  }

  /** Call after each commit that wrote events. */
  wake(): void {
    this.relay.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }
}
