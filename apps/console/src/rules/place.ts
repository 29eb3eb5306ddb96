import {
  ALL_EVENT_TYPES,
  type EventType,
  NODE_ORDERS,
  NODE_STATUSES,
  type NodeOrder,
  type NodeStatus,
  TAG,
} from '@meshpair/domain';

/** Which nodes the list shows, and in what order. */
export interface NodeFilter {
  readonly q: string;
  readonly status?: NodeStatus | undefined;
  readonly permission?: string | undefined;
  readonly platform?: string | undefined;
  readonly tag?: string | undefined;
  readonly sort: NodeOrder;
}

/** Which events the feed shows. */
export interface ActivityFilter {
  readonly type?: EventType | undefined;
  readonly pairingId?: string | undefined;
  readonly nodeId?: string | undefined;
}

/** What the page shows: the list, one node, or the settings; on the way back the list is as it was. */
export interface Place {
  readonly filter: NodeFilter;
  readonly activity: ActivityFilter;
  readonly nodeId?: string | undefined;
  readonly isSettings?: boolean | undefined;
}

export const NO_FILTER: NodeFilter = { q: '', sort: '-createdAt' };
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const LONGEST_SEARCH = 64;
const SETTINGS = '#/settings';

export const isFiltered = ({ q, status, permission, platform, tag }: NodeFilter): boolean =>
  q.trim() !== '' || [status, permission, platform, tag].some((given) => given !== undefined);

/** The part behind `#`: it never reaches the gateway or its log. What it does not understand it passes over. */
export function readPlace(hash: string): Place {
  const [, nodeId, query = ''] = /^#\/nodes(?:\/([A-Za-z0-9_-]{1,64}))?(?:\?(.*))?$/.exec(hash) ?? [];
  const fields = new URLSearchParams(query);
  const field = (name: string, form: RegExp): string | undefined => {
    const text = fields.get(name);
    return text !== null && form.test(text) ? text : undefined;
  };
  return {
    filter: {
      q: (fields.get('q') ?? '').replace(/\p{Cc}/gu, '').slice(0, LONGEST_SEARCH),
      status: NODE_STATUSES.find((each) => each === fields.get('status')),
      permission: field('permission', /^[!-~]{1,64}$/),
      platform: field('platform', /^[\w .()/-]{1,64}$/),
      tag: field('tag', TAG),
      sort: NODE_ORDERS.find((each) => each === fields.get('sort')) ?? NO_FILTER.sort,
    },
    activity: {
      type: ALL_EVENT_TYPES.find((each) => each === fields.get('event')),
      pairingId: field('pairing', ID),
      nodeId: field('device', ID),
    },
    nodeId,
    ...(hash === SETTINGS && { isSettings: true }),
  };
}

/** The other way round; empty for the whole list. */
export function hashOf({ filter, activity, nodeId, isSettings }: Place): string {
  if (isSettings) return SETTINGS;
  const { q, sort, ...among } = filter;
  const { type: event, pairingId: pairing, nodeId: device } = activity;
  const fields = new URLSearchParams({
    ...(q !== '' && { q }),
    ...given({
      status: among.status,
      permission: among.permission,
      platform: among.platform,
      tag: among.tag,
    }),
    ...(sort !== NO_FILTER.sort && { sort }),
    ...given({ event, pairing, device }),
  });
  const query = fields.size === 0 ? '' : `?${fields.toString()}`;
  if (nodeId === undefined && query === '') return '';
  return `#/nodes${nodeId === undefined ? '' : `/${nodeId}`}${query}`;
}

/** Those that are said. */
const given = (fields: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
