import type { EventType } from '@meshpair/domain';
import { FAILURES_IN_THE_FEED, failureWords } from './pairing-failure.js';

/** Short names, for the filter. */
export const EVENT_NAMES = {
  TokenCreated: 'Pairing started',
  DeviceScanned: 'Device connected',
  PinGenerated: 'PIN shown',
  PinVerified: 'PIN confirmed',
  DeviceRegistered: 'Device joined',
  PairingFailed: 'Pairing ended',
  PinRejected: 'Wrong PIN',
  CodeUsedAgain: 'Code used again',
  NodeRenamed: 'Node renamed',
  NodePermissionsChanged: 'Permissions changed',
  NodeRemoved: 'Node removed',
  NodeLeft: 'Device left',
  PeerTokenRefreshed: 'Peer token renewed',
  PeerTokenReused: 'Old peer token used again',
  TokenRevoked: 'Token revoked',
  ConsoleSignedIn: 'Console signed in',
  ConsoleSignedOut: 'Console signed out',
  ConsoleRefused: 'Sign-in refused',
  LimitReached: 'Limit reached',
  StrangersRefused: 'Strangers refused',
  OwnerCreated: 'Owner added',
  OwnerKeyCreated: 'Owner key made',
  OwnerKeyRevoked: 'Owner key revoked',
  PasskeyAdded: 'Passkey added',
  PasskeyRemoved: 'Passkey removed',
  PasskeyRefused: 'Passkey refused',
  AccountLinked: 'Account linked',
  AccountUnlinked: 'Account unlinked',
  TouchRuleChanged: 'Touch rule changed',
  AuditKeyCreated: 'Auditor’s key made',
  AuditKeyRevoked: 'Auditor’s key revoked',
  WebhookCreated: 'Webhook added',
  WebhookChanged: 'Webhook changed',
  WebhookRemoved: 'Webhook removed',
  WebhookDisabled: 'Webhook disabled',
} as const satisfies Record<EventType, string>;

export interface EventLine {
  /** The device or label that it is about: text that others wrote. */
  readonly subject: string | undefined;
  readonly text: string;
  readonly tone: 'quiet' | 'good' | 'bad';
}

type Data = Readonly<Record<string, unknown>>;

const quiet = (text: string, subject?: string): EventLine => ({ subject, text, tone: 'quiet' });

const bad = (text: string, subject?: string): EventLine => ({ subject, text, tone: 'bad' });

const LINES: Readonly<Record<EventType, (data: Data) => EventLine>> = {
  TokenCreated: (data) => quiet('Pairing started', nameIn(data, 'label')),
  DeviceScanned: (data) => quiet('used the code', nameIn(data, 'device')),
  PinGenerated: () => quiet('A PIN was shown on the device'),
  PinVerified: () => quiet('The PIN was confirmed'),
  DeviceRegistered: (data) => ({ subject: nameIn(data, 'node'), text: joinedWords(data), tone: 'good' }),
  PairingFailed: (data) => bad(reasonWords(data)),
  PinRejected: ({ attemptsLeft }) =>
    bad(
      typeof attemptsLeft === 'number'
        ? `A wrong PIN was typed: ${triesLeft(attemptsLeft)}`
        : 'A wrong PIN was typed',
    ),
  CodeUsedAgain: (data) => bad('tried a code that was used already', nameIn(data, 'device')),
  NodeRenamed: (data) =>
    quiet(`is the new name of ${textIn(data, 'previousName', 'a node')}`, nameIn(data, 'name')),
  NodePermissionsChanged: (data) => quiet('has other permissions', nameIn(data, 'name')),
  NodeRemoved: (data) => bad('was removed', nameIn(data, 'name')),
  NodeLeft: (data) => bad('left the mesh', nameIn(data, 'name')),
  PeerTokenRefreshed: () => quiet('A device renewed its peer token'),
  PeerTokenReused: () => bad('An old peer token was used again: its device was signed out'),
  TokenRevoked: ({ use }) => quiet(use === 'session' ? 'A session was ended' : 'A peer token was revoked'),
  ConsoleSignedIn: (data) => quiet(`A console signed in by ${signInWords(data)}`),
  ConsoleSignedOut: () => quiet('A console signed out'),
  ConsoleRefused: (data) =>
    bad(`A console was not let in by the key ${textIn(data, 'keyId', 'of the owner')}${timesIn(data)}`),
  LimitReached: (data) => bad(`A limit was reached: ${textIn(data, 'limit', 'too many')}${timesIn(data)}`),
  StrangersRefused: (data) => bad(`Strangers were refused: ${refusedWords(data)}`),
  OwnerCreated: (data) => quiet('was added as an owner', nameIn(data, 'name')),
  OwnerKeyCreated: (data) => quiet(`The owner key ${textIn(data, 'keyId', '')} was made`),
  OwnerKeyRevoked: (data) => quiet(`The owner key ${textIn(data, 'keyId', '')} was revoked`),
  PasskeyAdded: (data) => quiet('is a passkey that signs you in', nameIn(data, 'name')),
  PasskeyRemoved: (data) => quiet('is no passkey of yours any more', nameIn(data, 'name')),
  PasskeyRefused: (data) => bad('was refused: there may be a copy of this passkey', nameIn(data, 'name')),
  AccountLinked: (data) => quiet('is an account that signs you in', nameIn(data, 'label')),
  AccountUnlinked: (data) => quiet('is no account of yours any more', nameIn(data, 'label')),
  TouchRuleChanged: ({ rule }) =>
    rule === 'never'
      ? bad('A PIN is verified without a passkey again')
      : quiet('A PIN is verified with a touch of a passkey'),
  AuditKeyCreated: (data) => quiet('may read the audit trail', nameIn(data, 'name')),
  AuditKeyRevoked: (data) => quiet('may not read the audit trail any more', nameIn(data, 'name')),
  WebhookCreated: (data) => quiet(`A webhook to ${textIn(data, 'origin', 'a target')} was added`),
  WebhookChanged: (data) => quiet(`The webhook to ${textIn(data, 'origin', 'a target')} was changed`),
  WebhookRemoved: (data) => quiet(`The webhook to ${textIn(data, 'origin', 'a target')} was removed`),
  WebhookDisabled: (data) =>
    bad(`The webhook to ${textIn(data, 'origin', 'a target')} was disabled: ${disabledWords(data)}`),
};

/** One line of the console's feed; a type that is not known is shown as it is. */
export const eventLine = (type: string, data: Data): EventLine =>
  (LINES as Readonly<Record<string, (data: Data) => EventLine>>)[type]?.(data) ?? quiet(type);

/** The same in one text, for those who show nothing else: `Joined the mesh: Phone`. */
export function eventText(type: string, data: Data): string {
  const { subject, text } = eventLine(type, data);
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return subject === undefined ? sentence : `${sentence}: ${subject}`;
}

/** What a webhook says that is only tried. */
export const WEBHOOK_TEST_TEXT = 'A test of this webhook: it arrives';

const disabledWords = ({ reason }: Data): string =>
  reason === 'gone' ? 'its target is gone' : 'its target has failed for days';

const nameIn = (data: Data, key: string): string | undefined => {
  const part = data[key];
  if (typeof part === 'string') return part;
  const name = (part as { readonly name?: unknown } | undefined)?.name;
  return typeof name === 'string' ? name : undefined;
};

const triesLeft = (count: number): string =>
  count === 0 ? 'it was the last try' : `${count} ${count === 1 ? 'try' : 'tries'} left`;

const textIn = (data: Data, key: string, otherwise: string): string => {
  const text = data[key];
  return typeof text === 'string' ? text : otherwise;
};

const signInWords = (data: Data): string => {
  if (data['by'] === 'passkey') return 'a passkey';
  if (data['by'] === 'oidc') return 'a linked account';
  return `the key ${textIn(data, 'keyId', 'of the owner')}`;
};

const joinedWords = ({ replacedNodeId }: Data): string =>
  replacedNodeId === undefined ? 'joined the mesh' : 'joined the mesh in place of another device';

const timesIn = ({ refused }: Data): string =>
  typeof refused === 'number' && refused > 1 ? `, ${refused} times` : '';

const REFUSED = {
  unauthorized: 'by a wrong key or token',
  unknownCode: 'by a wrong code',
  tooMany: 'as too many',
};

const refusedWords = (data: Data): string =>
  Object.entries(REFUSED)
    .flatMap(([kind, words]) => (Number(data[kind]) > 0 ? [`${String(data[kind])} ${words}`] : []))
    .join(', ');

const reasonWords = ({ reason }: Data): string =>
  failureWords<string>(FAILURES_IN_THE_FEED, String(reason), 'The pairing failed');
