import type { NodeOrder, NodeStatus } from '@meshpair/domain';

/** How a node stands, for the filter and as a mark. */
export const STATUS_NAMES: Readonly<Record<NodeStatus, string>> = {
  online: 'Online',
  seen: 'Seen before',
  expiring: 'Token ends soon',
  expired: 'Token ended',
  suspended: 'Being removed',
};

export const ORDER_NAMES: Readonly<Record<NodeOrder, string>> = {
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  createdAt: 'Oldest first',
  '-createdAt': 'Newest first',
  lastSeenAt: 'Longest unseen first',
  '-lastSeenAt': 'Last seen first',
};

/** `10,001`. */
export const countText = (count: number): string => count.toLocaleString('en');
