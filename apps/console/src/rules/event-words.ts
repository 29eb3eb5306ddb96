export const EVENT_TYPES = [
  'TokenCreated',
  'DeviceScanned',
  'PinGenerated',
  'PinVerified',
  'DeviceRegistered',
  'PairingFailed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Short names for the filter. */
export const EVENT_NAMES: Readonly<Record<EventType, string>> = {
  TokenCreated: 'Pairing started',
  DeviceScanned: 'Device connected',
  PinGenerated: 'PIN shown',
  PinVerified: 'PIN confirmed',
  DeviceRegistered: 'Device joined',
  PairingFailed: 'Pairing ended',
};

export const FAILURE_WORDS: Readonly<Record<string, string>> = {
  denied: 'You denied the device',
  cancelled: 'Cancelled',
  expired: 'The code expired',
  attempts_exceeded: 'Too many wrong PINs',
  ip_conflict: 'Another device has this IP address',
  device_limit: 'The mesh has reached its device limit',
  identity_mismatch: 'The device could not prove who it is',
};

export interface EventLine {
  /** The device or label that it is about: text that others wrote. */
  readonly subject: string | undefined;
  readonly text: string;
  readonly tone: 'quiet' | 'good' | 'bad';
}

const nameIn = (data: Readonly<Record<string, unknown>>, key: string): string | undefined => {
  const part = data[key];
  if (typeof part === 'string') return part;
  const name = (part as { readonly name?: unknown } | undefined)?.name;
  return typeof name === 'string' ? name : undefined;
};

const reasonIn = (data: Readonly<Record<string, unknown>>): string =>
  FAILURE_WORDS[String(data.reason)] ?? 'The pairing failed';

const joinedWords = ({ replacedNodeId }: Readonly<Record<string, unknown>>): string =>
  replacedNodeId === undefined ? 'joined the mesh' : 'joined the mesh in place of another device';

/** One line of the feed. */
export function eventLine(type: string, data: Readonly<Record<string, unknown>>): EventLine {
  switch (type as EventType) {
    case 'TokenCreated':
      return { subject: nameIn(data, 'label'), text: 'Pairing started', tone: 'quiet' };
    case 'DeviceScanned':
      return { subject: nameIn(data, 'device'), text: 'used the code', tone: 'quiet' };
    case 'PinGenerated':
      return { subject: undefined, text: 'A PIN was shown on the device', tone: 'quiet' };
    case 'PinVerified':
      return { subject: undefined, text: 'The PIN was confirmed', tone: 'quiet' };
    case 'DeviceRegistered':
      return { subject: nameIn(data, 'node'), text: joinedWords(data), tone: 'good' };
    case 'PairingFailed':
      return { subject: undefined, text: reasonIn(data), tone: 'bad' };
    default:
      return { subject: undefined, text: type, tone: 'quiet' };
  }
}
