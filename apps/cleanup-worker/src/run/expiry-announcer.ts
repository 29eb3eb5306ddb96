import { pairingChangedSubject, type PairingChanged } from '@meshpair/contracts';
import { NatsClient, OutboxRelay } from '@meshpair/messaging';
import { PAIRING_OUTBOX, type ReopenableOutbox, type PairingChange } from '@meshpair/persistence';
import { pairingOutcome } from '@meshpair/service';
import { Inject, Injectable, Logger } from '@nestjs/common';

/** Tells of expired pairings after their commit: wakes the pairing service's relay and the live views. */
@Injectable()
export class ExpiryAnnouncer {
  private readonly logger = new Logger('Pairings');
  /** Never started: the pairing service publishes its events, this one only wakes it. */
  private readonly relay: OutboxRelay;

  constructor(
    private readonly nats: NatsClient,
    @Inject(PAIRING_OUTBOX) store: ReopenableOutbox,
  ) {
    this.relay = new OutboxRelay({
      store,
      connection: nats.connection,
      source: '/meshpair/pairing',
      logger: new Logger(ExpiryAnnouncer.name),
    });
  }

  announce(changes: readonly PairingChange[]): void {
    this.relay.wake();
    for (const { state } of changes) {
      const outcome = pairingOutcome(state);
      if (outcome) this.logger.log(outcome.text, outcome.facts);
      const { pairingId, ownerId, sequence } = state;
      const changed: PairingChanged = {
        pairingId,
        ownerId,
        state: state.kind,
        sequence,
        reason: state.kind === 'Failed' ? state.reason : null,
      };
      this.nats.publishJson(pairingChangedSubject(pairingId), changed);
    }
  }
}
