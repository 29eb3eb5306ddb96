import { isAttemptType, isMeshEventType } from '@meshpair/domain';

interface Event {
  readonly id: string;
  readonly type: string;
  /** A pairing, or what an event of the mesh is about. */
  readonly subject: string;
  readonly data: object;
}

/** What events are of one matter. */
export interface ActivityGroup<E> {
  readonly key: string;
  /** The device, or what its pairing was called. */
  readonly name: string | undefined;
  readonly pairingId: string | undefined;
  readonly nodeId: string | undefined;
  /** The newest first; at least one. */
  readonly events: readonly [E, ...E[]];
}

/** Events, the newest first, by the pairing or the node that they are about; a group stands where its newest event does. */
export function groupActivity<E extends Event>(events: readonly E[]): readonly ActivityGroup<E>[] {
  const groups = new Map<string, [E, ...E[]]>();
  for (const event of events) {
    const key = keyOf(event);
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return [...groups].map(([key, [first, ...others]]) => {
    const all = [first, ...others] as const;
    return {
      key,
      name: firstOf(all, nameIn),
      pairingId: isOfPairing(first) ? first.subject : undefined,
      nodeId: firstOf(all, nodeIdIn),
      events: all,
    };
  });
}

const isOfPairing = ({ type }: Event): boolean => !isMeshEventType(type) || isAttemptType(type);

function keyOf(event: Event): string {
  if (isOfPairing(event)) return `pairing ${event.subject}`;
  const nodeId = nodeIdIn(event);
  return nodeId === undefined ? `event ${event.id}` : `node ${nodeId}`;
}

function firstOf<E, T>(events: readonly E[], read: (event: E) => T | undefined): T | undefined {
  for (const event of events) {
    const found = read(event);
    if (found !== undefined) return found;
  }
  return undefined;
}

const textIn = (data: object, key: string): string | undefined => {
  const value = (data as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'string' ? value : undefined;
};

const partOf = (data: object, key: string): object => {
  const value = (data as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'object' && value !== null ? value : {};
};

/** `DeviceRegistered` tells the whole node. */
const nodeIdIn = ({ data }: Event): string | undefined =>
  textIn(data, 'nodeId') ?? textIn(partOf(data, 'node'), 'id');

const nameIn = ({ data }: Event): string | undefined =>
  textIn(partOf(data, 'node'), 'name') ??
  textIn(partOf(data, 'device'), 'name') ??
  textIn(data, 'name') ??
  textIn(data, 'label');
