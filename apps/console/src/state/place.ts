import { signal } from '@preact/signals';
import {
  type ActivityFilter,
  hashOf,
  NO_FILTER,
  type NodeFilter,
  type Place,
  readPlace,
} from '../rules/place.js';

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
  const next = readPlace(location.hash);
  const before = place.peek();
  const isSame = (of: (each: Place) => Pick<Place, 'filter' | 'activity'>): boolean =>
    next.isSettings === true || hashOf(of(next)) === hashOf(of(before));
  // Settings say nothing of the list. The same list stays at its page, and the same feed as it is.
  const isSameList = isSame(({ filter }) => ({ filter, activity: {} }));
  const isSameFeed = isSame(({ activity }) => ({ filter: NO_FILTER, activity }));
  show({
    ...next,
    ...(isSameList && { filter: before.filter }),
    ...(isSameFeed && { activity: before.activity }),
  });
});

const addressOf = (next: Place): string => hashOf(next) || location.pathname + location.search;

/** The list and the feed beside it, as they are. */
function listed(): Pick<Place, 'filter' | 'activity'> {
  const { filter, activity } = place.peek();
  return { filter, activity };
}

/** Shows one node, or the list as it was; the way back leads here. */
export function goTo(nodeId: string | undefined): void {
  goToPlace({ ...listed(), nodeId });
}

export const goToSettings = (): void => goToPlace({ ...listed(), isSettings: true });

function goToPlace(next: Place): void {
  show(next);
  history.pushState(null, '', addressOf(next));
}

/** Shows other nodes in the list. Each letter of a search would be a step back: none is. */
export function filterNodes(filter: NodeFilter): void {
  const next = { ...listed(), filter };
  show(next);
  history.replaceState(null, '', addressOf(next));
}

/** Shows other events in the feed; the way back leads to those before. */
export const filterActivity = (activity: ActivityFilter): void => goToPlace({ ...listed(), activity });

/** Where a link to a node leads. */
export const linkTo = (nodeId: string | undefined): string =>
  hashOf({ ...place.value, isSettings: undefined, nodeId }) || `${location.pathname}${location.search}`;
