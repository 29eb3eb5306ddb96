import type { PairingEventType } from '@meshpair/domain';
import { FAILURES_IN_THE_FEED, failureWords } from './pairing-failure.js';

/** Short names, for the filter. */
export const EVENT_NAMES = {
  TokenCreated: 'Pairing started',
  DeviceScanned: 'Device connected',
  PinGenerated: 'PIN shown',
  PinVerified: 'PIN confirmed',
  DeviceRegistered: 'Device joined',
  PairingFailed: 'Pairing ended',
} as const satisfies Record<PairingEventType, string>;

export interface EventLine {
  /** The device or label that it is about: text that others wrote. */
  readonly subject: string | undefined;
  readonly text: string;
  readonly tone: 'quiet' | 'good' | 'bad';
}

type Data = Readonly<Record<string, unknown>>;

const quiet = (text: string, subject?: string): EventLine => ({ subject, text, tone: 'quiet' });

const LINES: Readonly<Record<PairingEventType, (data: Data) => EventLine>> = {
  TokenCreated: (data) => quiet('Pairing started', nameIn(data, 'label')),
  DeviceScanned: (data) => quiet('used the code', nameIn(data, 'device')),
  PinGenerated: () => quiet('A PIN was shown on the device'),
  PinVerified: () => quiet('The PIN was confirmed'),
  DeviceRegistered: (data) => ({ subject: nameIn(data, 'node'), text: joinedWords(data), tone: 'good' }),
  PairingFailed: (data) => ({ subject: undefined, text: reasonWords(data), tone: 'bad' }),
};

/** One line of the console's feed; a type that is not known is shown as it is. */
export const eventLine = (type: string, data: Data): EventLine =>
  (LINES as Readonly<Record<string, (data: Data) => EventLine>>)[type]?.(data) ?? quiet(type);

const nameIn = (data: Data, key: string): string | undefined => {
  const part = data[key];
  if (typeof part === 'string') return part;
  const name = (part as { readonly name?: unknown } | undefined)?.name;
  return typeof name === 'string' ? name : undefined;
};

const joinedWords = ({ replacedNodeId }: Data): string =>
  replacedNodeId === undefined ? 'joined the mesh' : 'joined the mesh in place of another device';

const reasonWords = ({ reason }: Data): string =>
  failureWords<string>(FAILURES_IN_THE_FEED, String(reason), 'The pairing failed');
