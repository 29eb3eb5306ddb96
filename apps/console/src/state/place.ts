import { signal } from '@preact/signals';
import { hashOf, type NodeFilter, type Place, readPlace } from '../rules/place.js';

/** Where the owner is, as the address bar says. */
export const place = signal<Place>(readPlace(location.hash));

/** The node whose page was left for the list; the focus goes back to its row. */
export const leftNode = signal<string | undefined>(undefined);

function show(next: Place): void {
  leftNode.value = next.nodeId === undefined ? place.peek().nodeId : undefined;
  place.value = next;
}

addEventListener('popstate', () => {
  const { filter, nodeId } = readPlace(location.hash);
  const before = place.peek().filter;
  // The same list stays at its page.
  show({ filter: hashOf({ filter }) === hashOf({ filter: before }) ? before : filter, nodeId });
});

const addressOf = (next: Place): string => hashOf(next) || location.pathname + location.search;

/** Shows one node, or the list as it was; the way back leads here. */
export function goTo(nodeId: string | undefined): void {
  show({ ...place.peek(), nodeId });
  history.pushState(null, '', addressOf(place.peek()));
}

/** Shows other nodes in the list. Each letter of a search would be a step back: none is. */
export function filterNodes(filter: NodeFilter): void {
  show({ filter });
  history.replaceState(null, '', addressOf(place.peek()));
}

/** Where a link to a node leads. */
export const linkTo = (nodeId: string | undefined): string =>
  hashOf({ ...place.value, nodeId }) || `${location.pathname}${location.search}`;
