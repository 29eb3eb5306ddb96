import { auditEventOf, CHAIN_START, chainAfter, type ChainHead } from '@meshpair/contracts';
import type { ChainSegment, UnchainedEvent } from '@meshpair/persistence';

/** So many events have one signature at most. */
export const MOST_IN_SEGMENT = 500;

/** A segment that is still to be signed at its head. */
export interface UnsignedSegment extends Omit<ChainSegment, 'signedAt' | 'signature'> {
  readonly head: ChainHead;
}

/** The segments that put events, in their order, on the chains of their owners. */
export const extendChains = (
  events: readonly UnchainedEvent[],
  heads: ReadonlyMap<string, ChainHead>,
): readonly UnsignedSegment[] =>
  [...Map.groupBy(events, ({ ownerId }) => ownerId)].flatMap(([ownerId, own]) =>
    segmentsOf(ownerId, own, heads.get(ownerId) ?? CHAIN_START),
  );

function segmentsOf(
  ownerId: string,
  events: readonly UnchainedEvent[],
  before: ChainHead,
): readonly UnsignedSegment[] {
  const segments: UnsignedSegment[] = [];
  let head = before;
  for (let from = 0; from < events.length; from += MOST_IN_SEGMENT) {
    const run = events.slice(from, from + MOST_IN_SEGMENT);
    const [firstIndex, previousHash] = [head.index + 1, head.hash];
    const hashes = run.map(({ event }) => {
      head = chainAfter(head, auditEventOf(event));
      return head.hash;
    });
    const positions = run.map(({ position }) => position);
    segments.push({ ownerId, firstIndex, previousHash, positions, hashes: hashes.join(''), head });
  }
  return segments;
}
