import fc from 'fast-check';
import { pairingCommands, PAIRINGS_CHANGED, registryCommands, webhookCommands } from '@meshpair/contracts';
import { EVENT_TYPES } from '@meshpair/domain';
import type { Intent } from './http-input.js';
import { fieldOf } from './material.js';
import { REQUESTS, type Requests } from './nats-requests.js';
import { anyJson, anyText, goodId, goodSecret } from './values.js';

export interface NatsInput {
  readonly subject: string;
  readonly intent: Intent;
  /** JSON, or text as it is. */
  readonly payload: { readonly json: unknown } | { readonly text: string };
  /** Whether a service owes an answer. */
  readonly expectsReply: boolean;
}

const ownerId = fieldOf('owner', 'ownerId');

/** Every command subject of the contracts. */
export function commandSubjects(): readonly string[] {
  const groups = [pairingCommands, registryCommands, webhookCommands].map((group): readonly unknown[] =>
    Object.values(group),
  );
  return groups
    .flat()
    .flatMap((entry) =>
      typeof entry === 'object' && entry !== null && 'subject' in entry ? [String(entry.subject)] : [],
    );
}

export const COVERED_SUBJECTS: readonly string[] = Object.keys(REQUESTS);

/** Subjects whose commands change nothing, whatever they answer. */
export const READ_SUBJECTS: ReadonlySet<string> = new Set(
  COVERED_SUBJECTS.filter((subject) =>
    /\.(at|get|facets|preview|list|events|audit|health|authenticate|introspect|peers|watch|jwks|deliveries|count)$/.test(
      subject,
    ),
  ),
);

const packet = (subject: string, data: unknown): NatsInput['payload'] => ({
  json: { pattern: subject, data, id: 'fuzz' },
});

const commandWith = (subject: string, intent: Intent, data: fc.Arbitrary<unknown>): fc.Arbitrary<NatsInput> =>
  data.map((given) => ({ subject, intent, payload: packet(subject, given), expectsReply: true }));

const brokenData = (valid: Requests): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.tuple(valid, fc.nat(5), fc.oneof(anyJson, fc.constant(undefined))).map(([data, at, value]) => {
      const keys = Object.keys(data);
      return { ...data, [keys[at % Math.max(keys.length, 1)] ?? 'x']: value };
    }),
    fc.tuple(valid, anyText, anyJson).map(([data, name, value]) => ({ ...data, [name]: value })),
    fc.tuple(valid, goodSecret).map(([data, secret]) => ({ ...data, token: secret, claimSecret: secret })),
    anyJson,
  );

const known = new Set(commandSubjects());
const commands = Object.entries(REQUESTS).filter(([subject]) => known.has(subject));

export const validCommand: fc.Arbitrary<NatsInput> = fc.oneof(
  ...commands.map(([subject, valid]) => commandWith(subject, 'valid', valid)),
);

export const nearlyValidCommand: fc.Arbitrary<NatsInput> = fc.oneof(
  ...commands.map(([subject, valid]) => commandWith(subject, 'nearly', brokenData(valid))),
);

const PACKETS = [
  '',
  '{',
  'null',
  '[]',
  '7',
  '"x"',
  '{}',
  '{"id":1}',
  '{"pattern":null,"data":null,"id":null}',
  '{"__proto__":{"id":"x"},"data":{}}',
  '\0\u0001\u0002',
  `${'['.repeat(20_000)}`,
  `{"id":"x","data":"${'y'.repeat(300_000)}"}`,
] as const;

/** Bytes on a command subject that are no packet: nobody owes an answer, but everybody must live. */
const garbageCommand: fc.Arbitrary<NatsInput> = fc
  .tuple(fc.constantFrom(...COVERED_SUBJECTS), fc.oneof(fc.constantFrom(...PACKETS), anyText))
  .map(([subject, text]) => ({ subject, intent: 'garbage', payload: { text }, expectsReply: false }));

const SUBJECT_TOKEN = /^[A-Za-z0-9_-]+$/;

const brokenEvent: fc.Arbitrary<unknown> = fc
  .record({
    specversion: fc.constantFrom('1.0', '0.3', 1),
    id: anyText,
    source: fc.constantFrom('/meshpair/pairing', '/meshpair/registry', '/elsewhere'),
    type: fc.oneof(fc.constantFrom(...EVENT_TYPES), anyText),
    subject: fc.oneof(goodId, anyText),
    time: fc.constantFrom('2026-11-24T00:00:00.000Z', 'yesterday', 7),
    datacontenttype: fc.constantFrom('application/json', 'text/plain'),
    ownerid: fc.oneof(ownerId, anyText),
    sequence: fc.constantFrom(1, 4, -1, 2 ** 53, 'one'),
  })
  // Data that no type of event has: an event that fits would be believed, since it came from a service's subject.
  .chain((event) =>
    fc.oneof(anyText, fc.constant(null), fc.constant({ nodeId: 7 })).map((data) => ({ ...event, data })),
  );

/** What is no event, on the subjects of events. */
const garbageEvent: fc.Arbitrary<NatsInput> = fc
  .tuple(
    fc.constantFrom(...EVENT_TYPES),
    goodId.filter((id) => SUBJECT_TOKEN.test(id)),
    fc.oneof(
      brokenEvent.map((json) => ({ json })),
      fc.oneof(fc.constantFrom(...PACKETS), anyText).map((text) => ({ text })),
    ),
  )
  .map(([type, id, payload]) => ({
    subject: `meshpair.events.${type}.${id}`,
    intent: 'garbage',
    payload,
    expectsReply: false,
  }));

const garbageChange: fc.Arbitrary<NatsInput> = fc
  .oneof(anyJson, fc.array(fc.oneof(anyJson, fc.record({ pairingId: anyJson, state: anyJson }))))
  .map((json) => ({
    subject: PAIRINGS_CHANGED,
    intent: 'garbage',
    payload: { json },
    expectsReply: false,
  }));

export const garbageMessage: fc.Arbitrary<NatsInput> = fc.oneof(
  { weight: 4, arbitrary: garbageCommand },
  { weight: 3, arbitrary: garbageEvent },
  { weight: 1, arbitrary: garbageChange },
);
