import { durablesOf, EVENT_CONSUMERS, pairingChangedSubject, type PairingChanged } from '@meshpair/contracts';
import type { PairingState } from '@meshpair/domain';
import { NatsClient, OutboxRelay } from '@meshpair/messaging';
import { PAIRING_OUTBOX, type ReopenableOutbox, type PairingChange } from '@meshpair/persistence';
import { pairingOutcome } from '@meshpair/service';
import { Inject, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

export const PAIRING_SETTINGS = Symbol('PairingSettings');

/** The registry answers within a second; what takes this long may have been lost with the stream. */
const RECONCILE = { everyMs: 15_000, afterSeconds: 30 } as const;

/** Tells the world of committed changes: events through the outbox relay, a wake-up for live views. */
export class PairingChanges implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Pairings');
  private readonly relay: OutboxRelay;

  constructor(
    @Inject(NatsClient) private readonly nats: NatsClient,
    @Inject(PAIRING_OUTBOX) store: ReopenableOutbox,
  ) {
    this.relay = new OutboxRelay({
      store,
      connection: nats.connection,
      source: '/meshpair/pairing',
      consumer: durablesOf(EVENT_CONSUMERS.pairing)[0]?.durable ?? '',
      reconcile: RECONCILE,
      logger: new Logger(OutboxRelay.name),
    });
  }

  onApplicationBootstrap(): void {
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
