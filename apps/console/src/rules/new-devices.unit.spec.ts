import { describe, expect, it } from '@jest/globals';
import { acknowledge, firstVisit, newDevices } from './new-devices.js';

const node = (id: string, createdAt: string, role: 'host' | 'device' = 'device') => ({ id, createdAt, role });
const host = node('host', '2026-01-01', 'host');
const old = node('old', '2026-01-02');
const one = node('one', '2026-01-03');
const two = node('two', '2026-01-04');
const told = firstVisit([host, old]);
const ids = (nodes: readonly { readonly id: string }[]): readonly string[] => nodes.map(({ id }) => id);

describe('the news of devices', () => {
  it('is none at the first visit', () => {
    expect(newDevices([host, old], told)).toEqual([]);
    expect(newDevices([], firstVisit([]))).toEqual([]);
  });

  it('is every device that joined since, and never a host', () => {
    const later = node('other-host', '2026-01-05', 'host');
    expect(ids(newDevices([host, old, one, two, later], told))).toEqual(['one', 'two']);
    expect(ids(newDevices([one], firstVisit([])))).toEqual(['one']);
  });

  it('goes one by one as the owner acknowledges, in any order', () => {
    const nodes = [host, old, one, two];
    const afterTwo = acknowledge(nodes, told, 'two');
    expect(ids(newDevices(nodes, afterTwo))).toEqual(['one']);
    expect(newDevices(nodes, acknowledge(nodes, afterTwo, 'one'))).toEqual([]);
  });

  it('is remembered in one mark when there is none left', () => {
    expect(acknowledge([host, old, one], told, 'one')).toEqual({ until: '2026-01-03', ids: [] });
  });
});
