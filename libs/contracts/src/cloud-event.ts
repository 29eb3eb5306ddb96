import type { PairingEvent, PairingEventType } from '@meshpair/domain';
import { z } from 'zod';
import { Id, Timestamp } from './fields.js';

export const EVENT_STREAM = 'MESHPAIR_EVENTS';
export const EVENT_SUBJECTS = 'meshpair.events.>';

export const EVENT_TYPES = [
  'TokenCreated',
  'DeviceScanned',
  'PinGenerated',
  'PinVerified',
  'DeviceRegistered',
  'PairingFailed',
] as const satisfies readonly PairingEventType[];

/** The JetStream subject of one event. */
export const eventSubject = (type: PairingEventType, pairingId: string): string =>
  `meshpair.events.${type}.${pairingId}`;

/** All events of one type, for a durable consumer's filter. */
export const eventFilter = (type: PairingEventType): string => `meshpair.events.${type}.*`;

/** A durable consumer of the stream. */
export interface EventConsumer {
  readonly durable: string;
  /** The events that it follows. */
  readonly types: readonly PairingEventType[];
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
} as const satisfies Readonly<Record<string, EventConsumer>>;

export type EventSource = '/meshpair/pairing' | '/meshpair/registry';

/** A pairing event as CloudEvents 1.0 structured JSON; `sequence` and `ownerid` are extension attributes. */
export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  /** `<pairingId>.<sequence>`: unique, and also the `Nats-Msg-Id`. */
  id: z.string(),
  source: z.enum(['/meshpair/pairing', '/meshpair/registry']),
  type: z.enum(EVENT_TYPES),
  /** The pairing id. */
  subject: Id,
  time: Timestamp,
  datacontenttype: z.literal('application/json'),
  ownerid: Id,
  sequence: z.int().min(1),
  data: z.record(z.string(), z.unknown()),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

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
    data: JSON.parse(JSON.stringify(event.data)) as Record<string, unknown>,
  };
}
