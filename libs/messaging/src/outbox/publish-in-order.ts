import type { UnpublishedEvent } from './relayed-outbox.js';

/**
 * Publishes events: those of one pairing one after another, different pairings side by side. After a failure, or once
 * it may not go on, nothing later of that pairing is published. Answers the rows of the published ones.
 */
export async function publishInOrder(
  events: readonly UnpublishedEvent[],
  publish: (event: UnpublishedEvent) => Promise<void>,
  mayGoOn: () => boolean,
): Promise<readonly string[]> {
  const published: string[] = [];
  const publishAll = async (ofOnePairing: readonly UnpublishedEvent[]): Promise<void> => {
    for (const event of ofOnePairing) {
      if (!mayGoOn()) return;
      await publish(event);
      published.push(event.rowId);
    }
  };
  await Promise.allSettled([...byPairing(events).values()].map(publishAll));
  return published;
}

function byPairing(events: readonly UnpublishedEvent[]): Map<string, UnpublishedEvent[]> {
  const pairings = new Map<string, UnpublishedEvent[]>();
  for (const unpublished of events) {
    const { pairingId } = unpublished.event;
    const ofPairing = pairings.get(pairingId);
    if (ofPairing) ofPairing.push(unpublished);
    else pairings.set(pairingId, [unpublished]);
  }
  return pairings;
}
