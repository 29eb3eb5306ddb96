import { describe, expect, it } from '@jest/globals';
import { auditEventOf, CHAIN_START, chainAfter } from '@meshpair/contracts';
import { meshEvent } from '@meshpair/domain';
import type { UnchainedEvent } from '@meshpair/persistence';
import { extendChains, MOST_IN_SEGMENT } from './extend-chains.js';

const renamed = (place: number, ownerId: string): UnchainedEvent => ({
  ownerId,
  position: String(place),
  event: {
    id: `id-${place}`,
    event: meshEvent(
      'NodeRenamed',
      'node',
      { ownerId, actor: { kind: 'owner' }, now: new Date(0) },
      { nodeId: 'node', name: `name ${place}`, previousName: 'before' },
    ),
  },
});

describe('the segments of new events', () => {
  it('go on where the chain of their owner is, in the order of the events', () => {
    const head = { index: 7, hash: 'ab'.repeat(32) };
    const events = [renamed(1, 'ada'), renamed(2, 'grace'), renamed(3, 'ada')];
    const [ofAda, ofGrace, ...more] = extendChains(events, new Map([['ada', head]]));
    const links = [events[0], events[2]].map((each) => auditEventOf(each!.event));
    const first = chainAfter(head, links[0]!);
    const second = chainAfter(first, links[1]!);
    expect(ofAda).toEqual({
      ownerId: 'ada',
      firstIndex: 8,
      previousHash: head.hash,
      positions: ['1', '3'],
      hashes: first.hash + second.hash,
      head: second,
    });
    expect(ofGrace).toMatchObject({ ownerId: 'grace', firstIndex: 1, previousHash: CHAIN_START.hash });
    expect(more).toEqual([]);
  });

  it('are signed every so many events', () => {
    const events = Array.from({ length: MOST_IN_SEGMENT + 1 }, (_, place) => renamed(place, 'ada'));
    const [first, second] = extendChains(events, new Map());
    expect([first?.positions.length, second?.positions.length]).toEqual([MOST_IN_SEGMENT, 1]);
    expect(second).toMatchObject({ firstIndex: MOST_IN_SEGMENT + 1, previousHash: first?.head.hash });
  });
});
