import { isDeepStrictEqual } from 'node:util';
import type { AuditEvent } from '@meshpair/contracts';
import { type Arrival, WANTED_TYPES } from '../mesh/webhook-target.js';
import { check, type Invariant } from './violation.js';

type TrailEvent = Pick<AuditEvent, 'id' | 'type'>;

/** What the owner's trail has of the wanted types, beside what their target was told. */
export function webhookInvariants(
  trail: readonly TrailEvent[],
  arrivals: readonly Arrival[],
): readonly Invariant[] {
  const wanted = new Map(
    trail.filter(({ type }) => WANTED_TYPES.includes(type)).map((event) => [event.id, event]),
  );
  const accepted = new Set(arrivals.filter(({ isAccepted }) => isAccepted).map(({ id }) => id));
  const told = new Set(arrivals.map(({ id }) => id));
  const idOf = ({ id }: { readonly id: string }): string => id;
  return [
    check(
      'every event that a webhook wants was accepted by its target',
      [...wanted.values()],
      idOf,
      ({ id }) => (accepted.has(id) ? undefined : told.has(id) ? 'told, and never accepted' : 'never told'),
    ),
    check('every delivery of a webhook is signed', arrivals, idOf, ({ isVerified }) =>
      isVerified ? undefined : 'the signature is wrong',
    ),
    check(
      'every delivery of a webhook is the event of its id, as the trail has it',
      arrivals,
      idOf,
      (arrival) => {
        const event = wanted.get(arrival.id);
        if (event === undefined) return 'no such event is in the trail';
        return isDeepStrictEqual(JSON.parse(arrival.body), event) ? undefined : `it says ${arrival.body}`;
      },
    ),
  ];
}

/** All that an owner's trail has. */
export async function readTrail(gatewayUrl: string, ownerKey: string): Promise<readonly AuditEvent[]> {
  const url = new URL('/audit/export?format=ndjson', gatewayUrl);
  const answer = await fetch(url, { headers: { authorization: `Bearer ${ownerKey}` } });
  if (!answer.ok) throw new Error(`the trail cannot be read: ${answer.status}`);
  const lines = (await answer.text()).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as AuditEvent);
}
