import {
  AUDIT_STREAM,
  COPY_STATE_SUBJECT,
  DEAD_LETTER_STREAM,
  durablesOf,
  EVENT_CONSUMERS,
  EVENT_STREAM,
  EVENT_SUBJECTS,
  eventFilter,
  MESH_CHANGED,
  pairingCommands,
  PAIRINGS_CHANGED,
  registryCommands,
  typesOf,
} from '@meshpair/contracts';
import { type NatsRights, userText } from './nats-user-text.js';

/**
 * Who may log in to NATS: the keeper of the streams, the services, and whoever follows the events. A service follows
 * them by a login of its own, which answers nothing: nats-server notes for a minute, and searches, every message that a
 * login with `responds` could answer, and each event that is delivered is one.
 */
export const NATS_USERS = [
  'keeper',
  'gateway',
  'pairing',
  'pairing-events',
  'registry',
  'registry-events',
  'cleanup',
  'webhooks',
  'webhooks-events',
  'audit',
  'keeper-mirror',
] as const;
export type NatsUser = (typeof NATS_USERS)[number];

/** Whose password a login has: a service's second login has its first one's. */
export type NatsPasswordOwner = Exclude<NatsUser, `${string}-${string}`>;

export const NATS_PASSWORD_OWNERS = NATS_USERS.filter(
  (user): user is NatsPasswordOwner => !user.includes('-'),
);

export const passwordOwnerOf = (user: NatsUser): NatsPasswordOwner =>
  user.replace(/-.*$/, '') as NatsPasswordOwner;

/** Replies come to inboxes that carry the user's name (see `natsConnectionOptions`): nobody reads another's. */
const inboxes = (user: NatsUser): string => `_INBOX.${user}.>`;

/** Makes streams and durable consumers and keeps them as they should be; neither reads single messages nor purges. */
const UPKEEP = [
  ...[EVENT_STREAM, DEAD_LETTER_STREAM].flatMap((stream) =>
    ['CREATE', 'UPDATE', 'INFO'].map((request) => `$JS.API.STREAM.${request}.${stream}`),
  ),
  ...Object.values(EVENT_CONSUMERS)
    .flatMap(durablesOf)
    .flatMap(({ durable, filterSubject }) => [
      `$JS.API.CONSUMER.CREATE.${EVENT_STREAM}.${durable}.${filterSubject}`,
      `$JS.API.CONSUMER.INFO.${EVENT_STREAM}.${durable}`,
      `$JS.API.CONSUMER.DELETE.${EVENT_STREAM}.${durable}`,
    ]),
];

/** Makes the copy of the events and its readers' consumers. It reads no event. */
const MIRRORING = [
  ...['CREATE', 'UPDATE', 'INFO', 'DELETE'].map((request) => `$JS.API.STREAM.${request}.${AUDIT_STREAM}`),
  `$JS.API.CONSUMER.LIST.${AUDIT_STREAM}`,
  `$JS.API.CONSUMER.CREATE.${AUDIT_STREAM}.*.${EVENT_SUBJECTS}`,
  `$JS.API.CONSUMER.INFO.${AUDIT_STREAM}.*`,
  `$JS.API.CONSUMER.DELETE.${AUDIT_STREAM}.*`,
];

type Follower = (typeof EVENT_CONSUMERS)[keyof typeof EVENT_CONSUMERS];

/** What a service needs to know its own durable consumers. */
const sees = (follower: Follower): readonly string[] =>
  durablesOf(follower).map(({ durable }) => `$JS.API.CONSUMER.INFO.${EVENT_STREAM}.${durable}`);

/** What it needs to follow the stream with them, and with no other. */
const follows = (follower: Follower): readonly string[] => [
  ...sees(follower),
  ...durablesOf(follower).flatMap(({ durable }) => [
    `$JS.API.CONSUMER.MSG.NEXT.${EVENT_STREAM}.${durable}`,
    `$JS.ACK.${EVENT_STREAM}.${durable}.>`,
    // With domain and account before the stream, as newer servers ask for it (ADR-15 of nats-architecture-and-design).
    `$JS.ACK.*.*.${EVENT_STREAM}.${durable}.>`,
  ]),
  `meshpair.deadletter.${follower.durable}`,
];

/**
 * What each user may do; what is not named is refused. Whoever may send a request may have its answer sent to any
 * subject, so a reader that must not write may send nothing at all, requests to JetStream included.
 */
const NATS_RIGHTS: Readonly<Record<NatsUser, NatsRights>> = {
  keeper: { publish: [...UPKEEP, COPY_STATE_SUBJECT], subscribe: [inboxes('keeper')] },
  gateway: {
    publish: ['pairing.*', 'registry.>', 'webhooks.*'],
    subscribe: [inboxes('gateway'), PAIRINGS_CHANGED, `${MESH_CHANGED}.*`, COPY_STATE_SUBJECT],
  },
  pairing: {
    publish: [
      PAIRINGS_CHANGED,
      `${MESH_CHANGED}.*`,
      ...typesOf('/meshpair/pairing').map(eventFilter),
      'meshpair.wake.pairing',
      registryCommands.nodesAt.subject,
      ...sees(EVENT_CONSUMERS.pairing),
    ],
    subscribe: [inboxes('pairing'), 'pairing.*', 'meshpair.wake.pairing'],
    responds: true,
  },
  'pairing-events': { publish: follows(EVENT_CONSUMERS.pairing), subscribe: [inboxes('pairing-events')] },
  registry: {
    publish: [
      ...typesOf('/meshpair/registry').map(eventFilter),
      `${MESH_CHANGED}.*`,
      'meshpair.wake.registry',
      ...sees(EVENT_CONSUMERS.registry),
    ],
    subscribe: [inboxes('registry'), 'registry.>', 'meshpair.wake.registry'],
    responds: true,
  },
  'registry-events': { publish: follows(EVENT_CONSUMERS.registry), subscribe: [inboxes('registry-events')] },
  cleanup: { publish: [PAIRINGS_CHANGED, 'meshpair.wake.pairing'], subscribe: [inboxes('cleanup')] },
  webhooks: {
    publish: [pairingCommands.readAudit.subject, 'meshpair.wake.registry', ...sees(EVENT_CONSUMERS.webhooks)],
    subscribe: [inboxes('webhooks'), 'webhooks.*'],
    responds: true,
  },
  'webhooks-events': { publish: follows(EVENT_CONSUMERS.webhooks), subscribe: [inboxes('webhooks-events')] },
  audit: { publish: [], subscribe: [EVENT_SUBJECTS] },
  'keeper-mirror': { publish: MIRRORING, subscribe: [inboxes('keeper-mirror')] },
};

/** Users of the accounts' `users` lists, with their passwords as written in the configuration. */
export const natsUsers = (
  users: readonly NatsUser[],
  passwords: Readonly<Record<NatsPasswordOwner, string>>,
): string =>
  users.map((user) => userText(user, passwords[passwordOwnerOf(user)], NATS_RIGHTS[user])).join('');
