import { signal } from '@preact/signals';
import { hashOf, type NodeFilter, type Place, readPlace } from '../rules/place.js';

/** Where the owner is, as the address bar says. */
export const place = signal<Place>(readPlace(location.hash));

/** Whether the list is shown, with what belongs to it. */
export const isOverview = (): boolean => place.value.nodeId === undefined && !place.value.isSettings;

/** The node whose page was left for the list; the focus goes back to its row. */
export const leftNode = signal<string | undefined>(undefined);

function show(next: Place): void {
  leftNode.value = next.nodeId === undefined ? place.peek().nodeId : undefined;
  place.value = next;
}

addEventListener('popstate', () => {
  const { filter, nodeId, isSettings } = readPlace(location.hash);
  const before = place.peek().filter;
  // The same list stays at its page.
  // Settings say nothing of the list.
  const isSame = isSettings || hashOf({ filter }) === hashOf({ filter: before });
  show({ filter: isSame ? before : filter, nodeId, isSettings });
});

const addressOf = (next: Place): string => hashOf(next) || location.pathname + location.search;

/** Shows one node, or the list as it was; the way back leads here. */
export function goTo(nodeId: string | undefined): void {
  goToPlace({ filter: place.peek().filter, nodeId });
}

export const goToSettings = (): void => goToPlace({ filter: place.peek().filter, isSettings: true });

function goToPlace(next: Place): void {
  show(next);
  history.pushState(null, '', addressOf(next));
}

/** Shows other nodes in the list. Each letter of a search would be a step back: none is. */
export function filterNodes(filter: NodeFilter): void {
  show({ filter });
  history.replaceState(null, '', addressOf(place.peek()));
}

/** Where a link to a node leads. */
export const linkTo = (nodeId: string | undefined): string =>
  hashOf({ filter: place.value.filter, nodeId }) || `${location.pathname}${location.search}`;
