import type { EventRow, Snapshot } from './snapshot.js';
import { check, groupBy, type Invariant } from './violation.js';

const idOf = ({ pairingId, sequence }: EventRow): string => `${pairingId}.${sequence}`;

/**
 * The stream beside the tables. What the suite itself publishes again has no `Nats-Msg-Id`, and is left out.
 * The end that the registry decides is an event of both services: one event all the same.
 */
export function eventInvariants(snapshot: Snapshot): readonly Invariant[] {
  const rows = [...snapshot.pairingEvents, ...snapshot.registrationEvents];
  const committed = new Map(rows.map((row) => [idOf(row), row]));
  const published = snapshot.stream.filter(({ messageId }) => messageId !== undefined);
  const inStream = groupBy(published, ({ event }) => event.id);
  const streams = [...groupBy(published, ({ event }) => event.subject)];

  return [
    check(
      'every committed event is in the stream, exactly once',
      [...committed],
      ([id]) => id,
      ([id, row]) => {
        const copies = inStream.get(id) ?? [];
        if (copies.length !== 1) return copies.length === 0 ? 'not in the stream' : `${copies.length} times`;
        return copies[0]?.event.type === row.type ? undefined : `${row.type} became ${copies[0]?.event.type}`;
      },
    ),
    check(
      'every event in the stream was committed',
      published,
      ({ event }) => event.id,
      ({ event, messageId }) => {
        if (messageId !== event.id) return `sent as ${messageId}`;
        return committed.has(event.id) ? undefined : 'in no table';
      },
    ),
    check(
      'the stream has each pairing in order, without a gap',
      streams,
      ([pairingId]) => pairingId,
      ([, stored]) => {
        const sequences = stored.map(({ event }) => event.sequence);
        return sequences.every((sequence, index) => sequence === index + 1) ? undefined : sequences.join();
      },
    ),
    check('no event is earlier than the one before it', rows, idOf, ({ isBackInTime }) =>
      isBackInTime ? 'back in time' : undefined,
    ),
    check('every event is marked as published', rows, idOf, ({ isPublished }) =>
      isPublished ? undefined : 'not published',
    ),
    check(
      'every event of a trail is in the chain of its owner, exactly once',
      snapshot.trail,
      ({ position }) => position,
      ({ timesChained }) => (timesChained === 1 ? undefined : `${timesChained} times`),
    ),
    check(
      'every chain goes on where it was',
      snapshot.segments,
      ({ id }) => id,
      ({ goesOn }) => (goesOn ? undefined : 'a break'),
    ),
    {
      name: 'no event is given up as a dead letter',
      checked: snapshot.stream.length,
      violations:
        snapshot.deadLetters === 0 ? [] : [{ id: 'dead letters', what: String(snapshot.deadLetters) }],
    },
  ];
}
