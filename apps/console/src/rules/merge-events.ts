/** How many events the feed keeps in sight. */
export const FEED_LENGTH = 200;

interface Event {
  readonly id: string;
  readonly time: string;
}

/** The feed with more events: newest first, each once, at most `FEED_LENGTH`. Same list when nothing is new. */
export function mergeEvents<T extends Event>(feed: readonly T[], incoming: readonly T[]): readonly T[] {
  const known = new Set(feed.map(({ id }) => id));
  const fresh = incoming.filter(({ id }) => !known.has(id) && known.add(id));
  if (fresh.length === 0) return feed;
  return [...feed, ...fresh].sort(newestFirst).slice(0, FEED_LENGTH);
}

/** By time; events of one moment by their sequence, the number after the last dot of the id. */
const newestFirst = (one: Event, other: Event): number =>
  other.time.localeCompare(one.time) || sequenceOf(other) - sequenceOf(one);

const sequenceOf = ({ id }: Event): number => Number(id.slice(id.lastIndexOf('.') + 1));
