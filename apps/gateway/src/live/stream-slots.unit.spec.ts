import { describe, expect, it } from '@jest/globals';
import type { ProblemException } from '../http/problem-exception.js';
import { StreamSlots } from './stream-slots.js';

const MOST = { MAX_STREAMS: 40, MAX_STREAMS_PER_ADDRESS: 4 };

function refusalOf(take: () => unknown): unknown {
  try {
    take();
    return undefined;
  } catch (error) {
    return (error as ProblemException).refusal;
  }
}

const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('StreamSlots', () => {
  it('refuses an address that has enough streams, and no other, until one of its own ends', () => {
    const slots = new StreamSlots(MOST);
    const [leave] = times(MOST.MAX_STREAMS_PER_ADDRESS).map(() => slots.take('10.0.0.1'));
    const refusal = refusalOf(() => slots.take('10.0.0.1'));
    expect(refusal).toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 10 });
    expect(refusalOf(() => slots.take('10.0.0.2'))).toBeUndefined();
    leave?.();
    leave?.();
    expect(refusalOf(() => slots.take('10.0.0.1'))).toBeUndefined();
    expect(refusalOf(() => slots.take('10.0.0.1'))).toMatchObject({ code: 'too_many_requests' });
  });

  it('counts an IPv6 /64 as one address', () => {
    const slots = new StreamSlots(MOST);
    times(MOST.MAX_STREAMS_PER_ADDRESS).forEach((index) => slots.take(`2001:db8:1:2::${index.toString(16)}`));
    expect(refusalOf(() => slots.take('2001:DB8:1:2:ffff::1'))).toMatchObject({ code: 'too_many_requests' });
    expect(refusalOf(() => slots.take('2001:db8:1:3::1'))).toBeUndefined();
  });

  it('refuses everybody while the gateway has enough', () => {
    const slots = new StreamSlots(MOST);
    const leaves = times(MOST.MAX_STREAMS).map((index) => slots.take(`10.0.${index % 250}.1`));
    expect(refusalOf(() => slots.take('10.1.0.1'))).toMatchObject({
      code: 'service_unavailable',
      retryAfterSeconds: 10,
    });
    leaves[0]?.();
    expect(refusalOf(() => slots.take('10.1.0.1'))).toBeUndefined();
  });
});
