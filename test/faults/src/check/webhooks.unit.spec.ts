import { describe, expect, it } from '@jest/globals';
import type { Arrival } from '../mesh/webhook-target.js';
import { webhookInvariants } from './webhooks.js';

const EVENT = { id: 'p.5', type: 'DeviceRegistered' } as const;
const TRAIL = [EVENT, { id: 'p.2', type: 'DeviceScanned' }] as const;
const ACCEPTED: Arrival = { id: 'p.5', body: JSON.stringify(EVENT), isVerified: true, isAccepted: true };

const broken = (arrivals: readonly Arrival[]): readonly string[] =>
  webhookInvariants(TRAIL, arrivals).flatMap(({ name, violations }) =>
    violations.map(({ id, what }) => `${name}: ${id} ${what}`),
  );

const ARRIVED = 'every event that a webhook wants was accepted by its target';
const IS_IN_TRAIL = 'every delivery of a webhook is the event of its id, as the trail has it';

describe('the invariants of webhooks', () => {
  it('hold when what is wanted was accepted, also more than once and after it was refused', () => {
    expect(broken([ACCEPTED])).toEqual([]);
    expect(broken([{ ...ACCEPTED, isAccepted: false }, ACCEPTED, ACCEPTED])).toEqual([]);
  });

  it.each<readonly [string, readonly Arrival[], readonly string[]]>([
    ['an event that was never told', [], [`${ARRIVED}: p.5 never told`]],
    [
      'an event that was never accepted',
      [{ ...ACCEPTED, isAccepted: false }],
      [`${ARRIVED}: p.5 told, and never accepted`],
    ],
    [
      'a wrong signature',
      [{ ...ACCEPTED, isVerified: false }],
      ['every delivery of a webhook is signed: p.5 the signature is wrong'],
    ],
    [
      'an id that nobody knows',
      [ACCEPTED, { ...ACCEPTED, id: 'q.1' }],
      [`${IS_IN_TRAIL}: q.1 no such event is in the trail`],
    ],
    [
      'an event of a type that is not wanted',
      [ACCEPTED, { ...ACCEPTED, id: 'p.2' }],
      [`${IS_IN_TRAIL}: p.2 no such event is in the trail`],
    ],
    [
      'an event that is not what the trail has',
      [{ ...ACCEPTED, body: '{"id":"p.5"}' }],
      [`${IS_IN_TRAIL}: p.5 it says {"id":"p.5"}`],
    ],
  ])('tell of %s', (_what, arrivals, told) => {
    expect(broken(arrivals)).toEqual(told);
  });
});
