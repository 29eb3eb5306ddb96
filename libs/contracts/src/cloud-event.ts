import { z } from 'zod';
import {
  type Actor,
  ACTOR_KINDS,
  EVENT_TYPES,
  type EventType,
  isAttemptType,
  isRegistrationFailure,
  MESH_EVENT_TYPES,
  type MeshEvent,
  type MeshEventType,
  type PairingEvent,
  type PairingEventType,
} from '@meshpair/domain';
import { Id, Timestamp } from './fields.js';

export const EVENT_STREAM = 'MESHPAIR_EVENTS';
export const EVENT_SUBJECTS = 'meshpair.events.>';

/** Keeps the events that a service gave up. */
export const DEAD_LETTER_STREAM = 'MESHPAIR_DEAD_LETTERS';

/** The JetStream subject of one event: its type, and what it is about. */
export const eventSubject = (type: EventType, subject: string): string =>
  `meshpair.events.${type}.${subject}`;

/** All events of one type, for a durable consumer's filter. */
export const eventFilter = (type: EventType): string => `meshpair.events.${type}.*`;

/** Who follows the stream by durable consumers. */
export interface EventConsumer {
  readonly durable: string;
  /** The events that it follows. */
  readonly types: readonly PairingEventType[] | 'all';
  /** How many events may be in hand at once, over all replicas. */
  readonly maxAckPending: number;
}

/** The services' consumers. Events of a locked owner stay in the registry's hand: it has room for many of them. */
export const EVENT_CONSUMERS = {
  pairing: {
    durable: 'pairing-registrations',
    types: ['DeviceRegistered', 'PairingFailed'],
    maxAckPending: 512,
  },
  registry: { durable: 'registry-pin-verified', types: ['PinVerified'], maxAckPending: 4_096 },
  webhooks: { durable: 'webhooks', types: 'all', maxAckPending: 1_024 },
} as const satisfies Readonly<Record<string, EventConsumer>>;

/** One durable consumer follows one filter (several need nats-server 2.10): with more, each has its type in the name. */
export const durablesOf = ({
  durable,
  types,
  maxAckPending,
}: EventConsumer): readonly {
  readonly durable: string;
  readonly filterSubject: string;
  readonly maxAckPending: number;
}[] =>
  types === 'all'
    ? [{ durable, filterSubject: EVENT_SUBJECTS, maxAckPending }]
    : types.map((type) => ({
        durable: types.length === 1 ? durable : `${durable}-${type}`,
        filterSubject: eventFilter(type),
        maxAckPending,
      }));

export const EVENT_SOURCES = ['/meshpair/pairing', '/meshpair/registry'] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

/** Who may say that something happened. */
const SOURCES_OF: Readonly<Record<PairingEventType, readonly EventSource[]>> = {
  TokenCreated: ['/meshpair/pairing'],
  DeviceScanned: ['/meshpair/pairing'],
  PinGenerated: ['/meshpair/pairing'],
  PinVerified: ['/meshpair/pairing'],
  DeviceRegistered: ['/meshpair/registry'],
  PairingFailed: EVENT_SOURCES,
};

/** Nodes, tokens, consoles and owners are the registry's; it tells of webhooks too. */
const meshSourceOf = (type: MeshEventType): EventSource =>
  isAttemptType(type) ? '/meshpair/pairing' : '/meshpair/registry';

/** The events that a service publishes. */
export const typesOf = (source: EventSource): readonly EventType[] => [
  ...EVENT_TYPES.filter((type) => SOURCES_OF[type].includes(source)),
  ...MESH_EVENT_TYPES.filter((type) => meshSourceOf(type) === source),
];

/** Which service publishes this event. */
export function sourceOf(event: PairingEvent): EventSource {
  const isFromRegistry =
    event.type === 'DeviceRegistered' ||
    (event.type === 'PairingFailed' && isRegistrationFailure(event.data.reason));
  return isFromRegistry ? '/meshpair/registry' : '/meshpair/pairing';
}

/** What every event is: CloudEvents 1.0 structured JSON, with `ownerid` as an extension attribute. */
const envelope = {
  specversion: z.literal('1.0'),
  time: Timestamp,
  datacontenttype: z.literal('application/json'),
  ownerid: Id,
  /** Who did it: extension attributes; the id is the owner key's, where it is known, or the device's node. */
  actorkind: z.enum(ACTOR_KINDS).optional(),
  actorid: Id.optional(),
  /** The person whose key it is, and its name of then; absent for the founder. */
  actorperson: Id.optional(),
  actorname: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
};

/** An event of a pairing; `sequence` is an extension attribute. */
export const CloudEvent = z
  .object({
    ...envelope,
    /** `<pairingId>.<sequence>`: unique, and also the `Nats-Msg-Id`. */
    id: z.string(),
    source: z.enum(EVENT_SOURCES),
    type: z.enum(EVENT_TYPES),
    /** The pairing id. */
    subject: Id,
    sequence: z.int().min(1),
  })
  .meta({ id: 'Event' });
export type CloudEvent = z.infer<typeof CloudEvent>;

/** An event of the mesh. It has no sequence: the order of such events is that of the audit trail. */
export const MeshCloudEvent = z
  .object({
    ...envelope,
    /** Unique, and also the `Nats-Msg-Id`. */
    id: z.uuid(),
    source: z.enum(EVENT_SOURCES),
    type: z.enum(MESH_EVENT_TYPES),
    /** What it is about: a pairing, a node, an owner's key, a person, an invitation, a webhook, or the owner. */
    subject: Id,
    actorkind: z.enum(ACTOR_KINDS),
  })
  .meta({ id: 'MeshEvent' });
export type MeshCloudEvent = z.infer<typeof MeshCloudEvent>;

/** Everything that an audit trail holds. */
export const AuditEvent = z.discriminatedUnion('type', [CloudEvent, MeshCloudEvent]);
export type AuditEvent = z.infer<typeof AuditEvent>;

/**
 * The wire form of a domain event. The id is made of pairing and sequence, so that the same event
 * gets the same id from whichever service, replica or retry publishes it.
 */
export function toCloudEvent(event: PairingEvent, source: EventSource): CloudEvent {
  return {
    specversion: '1.0',
    id: `${event.pairingId}.${event.sequence}`,
    source,
    type: event.type,
    subject: event.pairingId,
    time: event.occurredAt.toISOString(),
    datacontenttype: 'application/json',
    ownerid: event.ownerId,
    sequence: event.sequence,
    ...(event.actor && attributesOf(event.actor)),
    data: JSON.parse(JSON.stringify(event.data)) as Record<string, unknown>,
  };
}

const attributesOf = ({
  kind,
  id,
  person,
}: Actor): Pick<MeshCloudEvent, 'actorkind' | 'actorid' | 'actorperson' | 'actorname'> => ({
  actorkind: kind,
  ...(id !== undefined && { actorid: id }),
  ...(person && { actorperson: person.id, actorname: person.name }),
});

/** What a reader must find in an event; types and fields of tomorrow are passed on as they are. */
export const ReadableEvent = z.looseObject({
  id: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type ReadableEvent = z.infer<typeof ReadableEvent>;

/** The same of an event of the mesh, with the id that it was recorded under. */
export const toMeshCloudEvent = (
  { type, ownerId, subject, actor, occurredAt, data }: MeshEvent,
  id: string,
): MeshCloudEvent => ({
  specversion: '1.0',
  id,
  source: meshSourceOf(type),
  type,
  subject,
  time: occurredAt.toISOString(),
  datacontenttype: 'application/json',
  ownerid: ownerId,
  ...attributesOf(actor),
  data: JSON.parse(JSON.stringify(data)) as Record<string, unknown>,
});

/**
 * Whether an event says of itself what its subject says, and comes from who may tell it. JetStream delivers a stored
 * message wherever a reader asks it to, so that the place where a message arrives proves nothing.
 */
export const fitsSubject = (event: AuditEvent, subject: string): boolean =>
  subject.endsWith(`.${event.type}.${event.subject}`) &&
  ('sequence' in event
    ? event.id === `${event.subject}.${event.sequence}` && SOURCES_OF[event.type].includes(event.source)
    : meshSourceOf(event.type) === event.source);
