import type { MeshNode, PairingEvent, PairingState } from '@meshpair/domain';

/** A value as JSON gives it back: its dates are ISO 8601 text. */
export type Stored<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Stored<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Stored<T[Key]> }
      : T;

const date = (text: string): Date => new Date(text);

/** Reads a node's dates back. */
export function nodeFromJson(stored: Stored<MeshNode>): MeshNode {
  const { lastSeenAt, ...node } = stored;
  return {
    ...node,
    createdAt: date(node.createdAt),
    updatedAt: date(node.updatedAt),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt: date(lastSeenAt) }),
  };
}

/** Reads a state back from the JSON that `JSON.stringify` made of it. */
export function stateFromJson(stored: Stored<PairingState>): PairingState {
  const dates = { createdAt: date(stored.createdAt), expiresAt: date(stored.expiresAt) };
  switch (stored.kind) {
    case 'TokenCreated':
      return { ...stored, ...dates };
    case 'DeviceConnected':
      return { ...stored, ...dates, connectedAt: date(stored.connectedAt) };
    case 'PinVerified':
      return {
        ...stored,
        ...dates,
        connectedAt: date(stored.connectedAt),
        verifiedAt: date(stored.verifiedAt),
      };
    case 'DeviceRegistered':
      return {
        ...stored,
        ...dates,
        connectedAt: date(stored.connectedAt),
        verifiedAt: date(stored.verifiedAt),
        registeredAt: date(stored.registeredAt),
        node: nodeFromJson(stored.node),
      };
    case 'Failed':
      return { ...stored, ...dates, failedAt: date(stored.failedAt) };
  }
}

/** Reads an event back from the JSON that `JSON.stringify` made of it. */
export function eventFromJson(stored: Stored<PairingEvent>): PairingEvent {
  const occurredAt = date(stored.occurredAt);
  switch (stored.type) {
    case 'TokenCreated':
      return { ...stored, occurredAt, data: { ...stored.data, expiresAt: date(stored.data.expiresAt) } };
    case 'PinGenerated':
      return { ...stored, occurredAt, data: { ...stored.data, expiresAt: date(stored.data.expiresAt) } };
    case 'DeviceRegistered':
      return { ...stored, occurredAt, data: { ...stored.data, node: nodeFromJson(stored.data.node) } };
    case 'DeviceScanned':
    case 'PinVerified':
    case 'PairingFailed':
      return { ...stored, occurredAt };
  }
}
