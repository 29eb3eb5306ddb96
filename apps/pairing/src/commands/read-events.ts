import {
  accepted,
  refused,
  sourceOf,
  toCloudEvent,
  type CloudEvent,
  type pairingCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import type { PairingContext } from '../pairing-context.js';
import { eventFor } from '../views/reader.js';
import { getPairing } from './get-pairing.js';

/** One pairing's events after a sequence, in order, for its owner or its device. */
export async function readEvents(
  context: PairingContext,
  { pairingId, reader, afterSequence }: RequestOf<typeof pairingCommands.readEvents>,
): Promise<Reply<{ readonly items: readonly CloudEvent[] }>> {
  const readable = await getPairing(context, { pairingId, reader });
  if (!readable.ok) return readable;
  // Nobody can have seen more than there is, but for a restore.
  if (afterSequence > readable.value.sequence) return refused('cursor_expired');
  const events = await context.repository.readEvents(pairingId, afterSequence);
  return accepted({ items: events.map((event) => toCloudEvent(eventFor(reader, event), sourceOf(event))) });
}
