import { describe, expect, it } from '@jest/globals';
import { hashOf, isFiltered, NO_FILTER, type Place, readPlace } from './place.js';

describe('the place in the address bar', () => {
  it.each<Place>([
    { filter: NO_FILTER, activity: {} },
    { filter: NO_FILTER, activity: {}, nodeId: 'n-1' },
    { filter: NO_FILTER, activity: {}, isSettings: true },
    { filter: { q: 'Küche & 50%', status: 'expired', permission: 'mesh:read', sort: 'name' }, activity: {} },
    { filter: { ...NO_FILTER, q: 'a?b#c' }, activity: {}, nodeId: 'n-1' },
    { filter: { ...NO_FILTER, platform: 'Linux (x86_64)', tag: 'living-room' }, activity: {} },
    { filter: NO_FILTER, activity: { type: 'NodeRemoved', nodeId: 'n-1' } },
    { filter: { ...NO_FILTER, q: 'tv' }, activity: { pairingId: 'p_1' } },
  ])('is read as it was written: %j', (place) => {
    expect(readPlace(hashOf(place))).toEqual(place);
  });

  it('is empty for the whole list', () => {
    expect(hashOf({ filter: NO_FILTER, activity: {} })).toBe('');
    expect(readPlace('')).toEqual({ filter: NO_FILTER, activity: {} });
  });

  it('passes over what it does not understand', () => {
    for (const hash of [
      '#main',
      '#signin=abc',
      '#/nodes/../x',
      '#/nodes?status=x&sort=ip&permission=%00&platform=%00&tag=TV&q=&event=x&pairing=%00&device=',
    ])
      expect(readPlace(hash)).toEqual({ filter: NO_FILTER, activity: {} });
    expect(readPlace(`#/nodes?q=a%00b${'c'.repeat(99)}`).filter.q).toBe(`ab${'c'.repeat(62)}`);
  });

  it('knows a list that leaves some out', () => {
    expect(isFiltered({ ...NO_FILTER, sort: 'name', q: '  ' })).toBe(false);
    expect(
      [{ q: 'a' }, { status: 'seen' }, { permission: 'x' }, { platform: 'x' }, { tag: 'x' }].map((some) =>
        isFiltered({ ...NO_FILTER, ...some } as never),
      ),
    ).toEqual([true, true, true, true, true]);
  });
});
