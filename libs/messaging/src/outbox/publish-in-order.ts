import type { UnpublishedEvent } from './relayed-outbox.js';

/**
 * Publishes events: those of one pairing, and those of one owner's mesh, one after another; the rest side by side. After
 * a failure, or once it may not go on, nothing later of the same is published. Answers the rows of the published ones.
 */
export async function publishInOrder<Event extends UnpublishedEvent>(
  events: readonly Event[],
  publish: (event: Event) => Promise<void>,
  mayGoOn: () => boolean,
): Promise<readonly string[]> {
  const published: string[] = [];
  const publishAll = async (inARow: readonly Event[]): Promise<void> => {
    for (const event of inARow) {
      if (!mayGoOn()) return;
      await publish(event);
      published.push(event.rowId);
    }
  };
  await Promise.allSettled([...inRows(events).values()].map(publishAll));
  return published;
}

function inRows<Event extends UnpublishedEvent>(events: readonly Event[]): Map<string, Event[]> {
  const rows = new Map<string, Event[]>();
  for (const unpublished of events) {
    const key = rowOf(unpublished);
    const row = rows.get(key);
    if (row) row.push(unpublished);
    else rows.set(key, [unpublished]);
  }
  return rows;
}

const rowOf = ({ event }: UnpublishedEvent): string =>
  'pairingId' in event ? `pairing ${event.pairingId}` : `mesh ${event.event.ownerId}`;
