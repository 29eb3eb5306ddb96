import {
  EVENT_CONSUMERS,
  EVENT_STREAM,
  EVENT_SUBJECTS,
  eventFilter,
  PAIRING_CHANGED,
  registryCommands,
} from '@meshpair/contracts';

/** Who may log in to NATS: the services, and whoever follows the events. */
export const NATS_USERS = ['gateway', 'pairing', 'registry', 'cleanup', 'audit'] as const;
export type NatsUser = (typeof NATS_USERS)[number];

interface NatsRights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** May answer a request, once and to its sender only. */
  readonly responds?: boolean;
}

const DEAD_LETTER_STREAM = 'MESHPAIR_DEAD_LETTERS';

/** Replies come to inboxes that carry the user's name (see `natsConnectionOptions`): nobody reads another's. */
const inboxes = (user: NatsUser): string => `_INBOX.${user}.>`;

/** Makes the streams and keeps them up to date; neither reads single messages, deletes nor purges. */
const STREAM_UPKEEP = [EVENT_STREAM, DEAD_LETTER_STREAM].flatMap((stream) =>
  ['CREATE', 'UPDATE', 'INFO'].map((request) => `$JS.API.STREAM.${request}.${stream}`),
);

/** What a service needs to follow the stream with its own durable consumers, and with no other. */
function consumes({ durable, types }: { durable: string; types: readonly string[] }): readonly string[] {
  const names = types.length === 1 ? [durable] : types.map((type) => `${durable}-${type}`);
  const rights = names.flatMap((name) => [
    `$JS.API.CONSUMER.CREATE.${EVENT_STREAM}.${name}.>`,
    `$JS.API.CONSUMER.INFO.${EVENT_STREAM}.${name}`,
    `$JS.API.CONSUMER.MSG.NEXT.${EVENT_STREAM}.${name}`,
    `$JS.ACK.${EVENT_STREAM}.${name}.>`,
  ]);
  return [...rights, `meshpair.deadletter.${durable}`];
}

/**
 * What each user may do; what is not named is refused. Whoever may send a request may have its answer sent to any
 * subject, so a reader that must not write may send nothing at all, requests to JetStream included.
 */
const NATS_RIGHTS: Readonly<Record<NatsUser, NatsRights>> = {
  gateway: {
    publish: ['pairing.*', 'registry.>'],
    subscribe: [inboxes('gateway'), `${PAIRING_CHANGED}.*`],
  },
  pairing: {
    publish: [
      `${PAIRING_CHANGED}.*`,
      eventFilter('TokenCreated'),
      eventFilter('DeviceScanned'),
      eventFilter('PinGenerated'),
      eventFilter('PinVerified'),
      eventFilter('PairingFailed'),
      'meshpair.wake.pairing',
      registryCommands.nodesAt.subject,
      ...STREAM_UPKEEP,
      ...consumes(EVENT_CONSUMERS.pairing),
    ],
    subscribe: [inboxes('pairing'), 'pairing.*', 'meshpair.wake.pairing'],
    responds: true,
  },
  registry: {
    publish: [
      eventFilter('DeviceRegistered'),
      eventFilter('PairingFailed'),
      'meshpair.wake.registry',
      ...STREAM_UPKEEP,
      ...consumes(EVENT_CONSUMERS.registry),
    ],
    subscribe: [inboxes('registry'), 'registry.>', 'meshpair.wake.registry'],
    responds: true,
  },
  cleanup: { publish: [`${PAIRING_CHANGED}.*`, 'meshpair.wake.pairing'], subscribe: [inboxes('cleanup')] },
  audit: { publish: [], subscribe: [EVENT_SUBJECTS] },
};

/** An operator's login that may do everything. */
export interface NatsAdmin {
  readonly user: string;
  readonly password: string;
}

/** The `authorization` block of nats-server's configuration. Passwords are written as given: quoted, or as a `$VARIABLE`. */
export function natsAuthorization(passwords: Readonly<Record<NatsUser, string>>, admin?: NatsAdmin): string {
  const users = NATS_USERS.map((user) => userText(user, passwords[user], NATS_RIGHTS[user]));
  const everything = admin ? [`    { user: ${admin.user}, password: ${admin.password} }\n`] : [];
  return `authorization {\n  users = [\n${[...everything, ...users].join('')}  ]\n}\n`;
}

const userText = (user: NatsUser, password: string, { publish, subscribe, responds }: NatsRights): string =>
  [
    `    {`,
    `      user: ${user}, password: ${password}`,
    `      permissions {`,
    // An empty list would allow everything.
    ...(publish.length > 0 ? list('publish', publish) : ['        publish { deny: ">" }']),
    ...list('subscribe', subscribe),
    ...(responds ? ['        allow_responses { max: 1, expires: "1m" }'] : []),
    `      }`,
    `    }`,
    ``,
  ].join('\n');

const list = (name: string, subjects: readonly string[]): readonly string[] => [
  `        ${name}: [`,
  ...subjects.map((subject) => `          ${JSON.stringify(subject)}`),
  `        ]`,
];
