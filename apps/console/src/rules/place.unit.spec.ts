import { describe, expect, it } from '@jest/globals';
import { hashOf, isFiltered, NO_FILTER, type Place, readPlace } from './place.js';

describe('the place in the address bar', () => {
  it.each<Place>([
    { filter: NO_FILTER },
    { filter: NO_FILTER, nodeId: 'n-1' },
    { filter: NO_FILTER, isSettings: true },
    { filter: { q: 'Küche & 50%', status: 'expired', permission: 'mesh:read', sort: 'name' } },
    { filter: { ...NO_FILTER, q: 'a?b#c' }, nodeId: 'n-1' },
    { filter: { ...NO_FILTER, platform: 'Linux (x86_64)', tag: 'living-room' } },
  ])('is read as it was written: %j', (place) => {
    expect(readPlace(hashOf(place))).toEqual(place);
  });

  it('is empty for the whole list', () => {
    expect(hashOf({ filter: NO_FILTER })).toBe('');
    expect(readPlace('')).toEqual({ filter: NO_FILTER });
  });

  it('passes over what it does not understand', () => {
    for (const hash of [
      '#main',
      '#signin=abc',
      '#/nodes/../x',
      '#/nodes?status=x&sort=ip&permission=%00&platform=%00&tag=TV&q=',
    ])
      expect(readPlace(hash)).toEqual({ filter: NO_FILTER });
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
