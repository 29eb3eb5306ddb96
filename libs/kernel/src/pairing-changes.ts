import { Injectable, Logger } from '@nestjs/common';
import { type PairingChanged, PAIRINGS_CHANGED } from '@meshpair/contracts';
import { NatsClient } from '@meshpair/messaging';
import type { PairingChange } from '@meshpair/persistence';
import { pairingOutcome } from '@meshpair/service';
import { Outbox } from './outbox.js';

/** Tells the world of committed changes: events through the outbox, a wake-up for live views, a line for each end. */
@Injectable()
export class PairingChanges {
  private readonly logger = new Logger('Pairings');

  constructor(
    private readonly nats: NatsClient,
    private readonly outbox: Outbox,
  ) {}

  committed(changes: readonly PairingChange[]): void {
    for (const { state, events, attempts = [], eventsArePublished } of changes) {
      if (!eventsArePublished) this.outbox.committed(events);
      if (attempts.length > 0) this.outbox.recorded([state.pairingId]);
      const outcome = pairingOutcome(state);
      if (outcome) this.logger.log(outcome.text, outcome.facts);
    }
    if (changes.length > 0)
      this.nats.publishJson(
        PAIRINGS_CHANGED,
        changes.map(({ state }) => changedOf(state)),
      );
  }
}

const changedOf = (state: PairingChange['state']): PairingChanged => ({
  pairingId: state.pairingId,
  ownerId: state.ownerId,
  state: state.kind,
  sequence: state.sequence,
  reason: state.kind === 'Failed' ? state.reason : null,
});
