import { pairingChangedSubject, type PairingChanged } from '@meshpair/contracts';
import type { PairingState } from '@meshpair/domain';
import { ensureEventStream, NatsClient, OutboxRelay } from '@meshpair/messaging';
import { PAIRING_OUTBOX, type OutboxStore, type PairingChange } from '@meshpair/persistence';
import { pairingOutcome } from '@meshpair/service';
import type { Settings } from '@meshpair/settings';
import { Inject, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

export const PAIRING_SETTINGS = Symbol('PairingSettings');

/** Tells the world of committed changes: events through the outbox relay, a wake-up for live views. */
export class PairingChanges implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Pairings');
  private readonly relay: OutboxRelay;

  constructor(
    @Inject(NatsClient) private readonly nats: NatsClient,
    @Inject(PAIRING_OUTBOX) store: OutboxStore,
    @Inject(PAIRING_SETTINGS) private readonly settings: Settings,
  ) {
    this.relay = new OutboxRelay({
      store,
      connection: nats.connection,
      source: '/meshpair/pairing',
      logger: new Logger(OutboxRelay.name),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await ensureEventStream(this.nats.connection, {
      replicas: this.settings.NATS_STREAM_REPLICAS,
      retentionDays: this.settings.EVENT_RETENTION_DAYS,
    });
    this.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }

  committed(changes: readonly PairingChange[]): void {
    if (changes.some((change) => change.events.length > 0 && !change.eventsArePublished)) this.relay.wake();
    for (const { state } of changes) {
      const outcome = pairingOutcome(state);
      if (outcome) this.logger.log(outcome.text, outcome.facts);
      this.nats.publishJson(pairingChangedSubject(state.pairingId), changedOf(state));
    }
  }
}

const changedOf = (state: PairingState): PairingChanged => ({
  pairingId: state.pairingId,
  ownerId: state.ownerId,
  state: state.kind,
  sequence: state.sequence,
  reason: state.kind === 'Failed' ? state.reason : null,
});
