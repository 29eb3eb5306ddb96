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

/** By time; those of a pairing of one moment by their sequence, the number after the last dot of the id. */
const newestFirst = (one: Event, other: Event): number =>
  other.time.localeCompare(one.time) || sequenceOf(other) - sequenceOf(one);

const sequenceOf = ({ id }: Event): number => Number(/\.(\d+)$/.exec(id)?.[1] ?? 0);

/** What the owner has been told of: every node up to `until`, and some that came after it. */
export interface Acknowledged {
  readonly until: string;
  readonly ids: readonly string[];
}

interface Node {
  readonly id: string;
  readonly role: 'host' | 'device';
  readonly createdAt: string;
}

const newest = (nodes: readonly Node[], floor: string): string =>
  nodes.reduce((latest, { createdAt }) => (createdAt > latest ? createdAt : latest), floor);

/** At the first visit nothing is news. */
export const firstVisit = (nodes: readonly Node[]): Acknowledged => ({ until: newest(nodes, ''), ids: [] });

/** The devices that joined and that the owner was not told of. */
export const newDevices = <T extends Node>(nodes: readonly T[], told: Acknowledged): readonly T[] =>
  nodes.filter(
    ({ id, role, createdAt }) => role === 'device' && createdAt > told.until && !told.ids.includes(id),
  );

/** More that the owner knows of; with no news left the mark moves on, so that the list stays short. */
export function acknowledge(
  nodes: readonly Node[],
  told: Acknowledged,
  ids: readonly string[],
): Acknowledged {
  const next = { ...told, ids: [...told.ids, ...ids] };
  if (newDevices(nodes, next).length > 0) return next;
  // One that is not in sight yet must not come up as news.
  const unknown = next.ids.filter((id) => nodes.every((node) => node.id !== id));
  return { until: newest(nodes, told.until), ids: unknown };
}
