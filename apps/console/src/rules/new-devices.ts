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

/** One more that the owner knows of; with no news left the mark moves on, so that the list stays short. */
export function acknowledge(nodes: readonly Node[], told: Acknowledged, id: string): Acknowledged {
  const next = { ...told, ids: [...told.ids, id] };
  return newDevices(nodes, next).length === 0 ? { until: newest(nodes, told.until), ids: [] } : next;
}
