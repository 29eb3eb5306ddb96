import type { EventType } from '@meshpair/domain';
import { failureInTheFeed } from './pairing.js';
import type { Translate } from './translate.js';

export interface EventLine {
  /** The device or label that it is about: text that others wrote. */
  readonly subject: string | undefined;
  readonly text: string;
  readonly tone: 'quiet' | 'good' | 'bad';
}

type Data = Readonly<Record<string, unknown>>;

const quiet = (text: string, subject?: string): EventLine => ({ subject, text, tone: 'quiet' });

const bad = (text: string, subject?: string): EventLine => ({ subject, text, tone: 'bad' });

const good = (text: string, subject?: string): EventLine => ({ subject, text, tone: 'good' });

type Line = (data: Data, t: Translate) => EventLine;

const LINES: Readonly<Record<EventType, Line>> = {
  TokenCreated: (data, t) =>
    quiet(t(data['approval'] === undefined ? 'feed.started' : 'feed.asked'), nameIn(data, 'label')),
  DeviceScanned: (data, t) => quiet(t('feed.usedCode'), nameIn(data, 'device')),
  PinGenerated: (_, t) => quiet(t('feed.pinShown')),
  PinVerified: (data, t) => quiet(t(data['approval'] === undefined ? 'feed.pinConfirmed' : 'feed.approved')),
  DeviceRegistered: (data, t) =>
    good(t(data['replacedNodeId'] === undefined ? 'feed.joined' : 'feed.replaced'), nameIn(data, 'node')),
  PairingFailed: (data, t) => bad(failureInTheFeed(t, String(data['reason']))),
  PinRejected: ({ attemptsLeft: left }, t) =>
    bad(typeof left === 'number' ? t('feed.wrongPinLeft', { left }) : t('feed.wrongPin')),
  CodeUsedAgain: (data, t) => bad(t('feed.codeAgain'), nameIn(data, 'device')),
  NodeRenamed: (data, t) =>
    quiet(
      t('feed.renamed', { before: textIn(data, 'previousName') ?? t('feed.aNode') }),
      nameIn(data, 'name'),
    ),
  NodePermissionsChanged: (data, t) => quiet(t('feed.permissions'), nameIn(data, 'name')),
  NodeTagsChanged: ({ tags, ...data }, t) => {
    const named = Array.isArray(tags) ? tags.map(String).join(', ') : '';
    return quiet(named === '' ? t('feed.untagged') : t('feed.tagged', { tags: named }), nameIn(data, 'name'));
  },
  NodeTunnelChanged: ({ wireguardKey, previousWireguardKey, ...data }, t) =>
    quiet(t(wireguardKey === previousWireguardKey ? 'feed.tunnel' : 'feed.tunnelKey'), nameIn(data, 'name')),
  NodeSuspended: (data, t) => bad(t('feed.suspended'), nameIn(data, 'name')),
  NodeRestored: (data, t) => good(t('feed.restored'), nameIn(data, 'name')),
  NodeRemoved: (data, t) =>
    data['unseenSince'] === undefined
      ? bad(t('feed.removed'), nameIn(data, 'name'))
      : quiet(t('feed.unseen'), nameIn(data, 'name')),
  NodeLeft: (data, t) => bad(t('feed.left'), nameIn(data, 'name')),
  NodeJoined: (data, t) =>
    good(t('feed.joinedByKey', { key: textIn(data, 'setupKeyId') ?? '' }), nameIn(data, 'name')),
  NodeReturned: (data, t) => quiet(t('feed.returned'), nameIn(data, 'name')),
  PeerTokenRefreshed: (_, t) => quiet(t('feed.peerTokenRenewed')),
  PeerTokenReused: (_, t) => bad(t('feed.peerTokenReused')),
  TokenRevoked: ({ use }, t) => quiet(t(use === 'session' ? 'feed.sessionEnded' : 'feed.peerTokenRevoked')),
  PeerPolicyChanged: (_, t) => quiet(t('feed.policy')),
  ConsoleSignedIn: (data, t) => {
    if (data['by'] === 'passkey') return quiet(t('feed.signedInByPasskey'));
    if (data['by'] === 'oidc') return quiet(t('feed.signedInByAccount'));
    const key = textIn(data, 'keyId');
    return quiet(key === undefined ? t('feed.signedInSomehow') : t('feed.signedIn', { key }));
  },
  ConsoleSignedOut: (_, t) => quiet(t('feed.signedOut')),
  ConsoleRefused: (data, t) => {
    const [key, times] = [textIn(data, 'keyId'), timesIn(data)];
    return bad(key === undefined ? t('feed.refusedSomehow', { times }) : t('feed.refused', { key, times }));
  },
  LimitReached: (data, t) =>
    bad(t('feed.limit', { limit: textIn(data, 'limit') ?? t('feed.tooMany'), times: timesIn(data) })),
  StrangersRefused: (data, t) => bad(t('feed.strangers', { why: refusedWords(data, t) })),
  OwnerCreated: (data, t) => quiet(t('feed.ownerAdded'), nameIn(data, 'name')),
  OwnerKeyCreated: (data, t) => quiet(t('feed.keyMade', { key: textIn(data, 'keyId') ?? '' })),
  OwnerKeyRevoked: (data, t) => quiet(t('feed.keyRevoked', { key: textIn(data, 'keyId') ?? '' })),
  OwnerAdminChanged: ({ isAdmin }, t) => quiet(t(isAdmin === true ? 'feed.isAdmin' : 'feed.isNoAdmin')),
  PasskeyAdded: (data, t) => quiet(t('feed.passkeyAdded'), nameIn(data, 'name')),
  PasskeyRemoved: (data, t) => quiet(t('feed.passkeyRemoved'), nameIn(data, 'name')),
  PasskeyRefused: (data, t) => bad(t('feed.passkeyRefused'), nameIn(data, 'name')),
  AccountLinked: (data, t) => quiet(t('feed.accountLinked'), nameIn(data, 'label')),
  AccountUnlinked: (data, t) => quiet(t('feed.accountUnlinked'), nameIn(data, 'label')),
  TouchRuleChanged: ({ rule }, t) =>
    rule === 'never' ? bad(t('feed.touchesEnded')) : quiet(t('feed.touchesWanted')),
  DeviceCodeRuleChanged: (_, t) => quiet(t('feed.deviceCodes')),
  PersonInvited: (data, t) => quiet(t('feed.invited', { role: String(data['role']) }), nameIn(data, 'name')),
  InvitationRevoked: (data, t) => quiet(t('feed.uninvited'), nameIn(data, 'name')),
  PersonJoined: (data, t) => good(t('feed.accepted', { role: String(data['role']) }), nameIn(data, 'name')),
  PersonChanged: (data, t) => quiet(changedWords(data, t), nameIn(data, 'name')),
  PersonRemoved: (data, t) => bad(t('feed.personRemoved'), nameIn(data, 'name')),
  SetupKeyMade: (data, t) =>
    quiet(t('feed.setupKeyMade', { key: textIn(data, 'setupKeyId') ?? '' }), nameIn(data, 'label')),
  SetupKeyRevoked: (data, t) =>
    quiet(t('feed.setupKeyRevoked', { key: textIn(data, 'setupKeyId') ?? '' }), nameIn(data, 'label')),
  AuditKeyCreated: (data, t) => quiet(t('feed.mayAudit'), nameIn(data, 'name')),
  AuditKeyRevoked: (data, t) => quiet(t('feed.mayNotAudit'), nameIn(data, 'name')),
  WebhookCreated: (data, t) => quiet(t('feed.webhookAdded', { origin: originIn(data, t) })),
  WebhookChanged: (data, t) => quiet(t('feed.webhookChanged', { origin: originIn(data, t) })),
  WebhookRemoved: (data, t) => quiet(t('feed.webhookRemoved', { origin: originIn(data, t) })),
  WebhookDisabled: (data, t) =>
    bad(t('feed.webhookDisabled', { origin: originIn(data, t), reason: String(data['reason']) })),
};

/** One line of the console's feed; a type that is not known is shown as it is. */
export const eventLine = (t: Translate, type: string, data: Data): EventLine =>
  (LINES as Readonly<Record<string, Line>>)[type]?.(data, t) ?? quiet(type);

/** The same in one text, for those who show nothing else: `Joined the mesh: Phone`; who waits for an answer is named first. */
export function eventText(t: Translate, type: string, data: Data): string {
  const { subject, text } = eventLine(t, type, data);
  if (type === 'DeviceScanned' && subject !== undefined) return t('card.pageTitle', { name: subject });
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return subject === undefined ? sentence : `${sentence}: ${subject}`;
}

const nameIn = (data: Data, key: string): string | undefined => {
  const part = data[key];
  if (typeof part === 'string') return part;
  const name = (part as { readonly name?: unknown } | undefined)?.name;
  return typeof name === 'string' ? name : undefined;
};

const textIn = (data: Data, key: string): string | undefined => {
  const text = data[key];
  return typeof text === 'string' ? text : undefined;
};

const changedWords = (data: Data, t: Translate): string =>
  data['role'] === data['previousRole']
    ? t('feed.renamed', { before: textIn(data, 'previousName') ?? t('feed.aPerson') })
    : t('feed.newRole', { role: String(data['role']) });

const originIn = (data: Data, t: Translate): string => textIn(data, 'origin') ?? t('feed.aTarget');

const timesIn = ({ refused }: Data): number => (typeof refused === 'number' ? refused : 0);

const REFUSED = {
  unauthorized: 'feed.byKey',
  unknownCode: 'feed.byCode',
  tooMany: 'feed.byCount',
} as const;

const refusedWords = (data: Data, t: Translate): string => {
  const reasons = Object.entries(REFUSED).flatMap(([kind, id]) => {
    const count = Number(data[kind]);
    return count > 0 ? [t(id, { count })] : [];
  });
  return new Intl.ListFormat(t.locale, { type: 'unit' }).format(reasons);
};
