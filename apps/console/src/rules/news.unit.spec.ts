import { describe, expect, it } from '@jest/globals';
import { acknowledge, FEED_LENGTH, firstVisit, mergeEvents, newDevices } from './news.js';

const event = (id: string, time: string): { id: string; time: string } => ({ id, time });
const first = event('p.1', '10:00');
const second = event('p.2', '10:00');
const later = event('q.1', '10:05');

describe('the feed', () => {
  it('has the newest first, and events of one moment by sequence', () => {
    expect(mergeEvents([], [first, later, second])).toEqual([later, second, first]);
    expect(mergeEvents([], [event('p.9', '10:00'), event('p.10', '10:00')])[0]?.id).toBe('p.10');
  });

  it('has each event once, however often it comes', () => {
    const feed = mergeEvents([], [first, first]);
    expect(mergeEvents(feed, [second, first])).toEqual([second, first]);
    expect(mergeEvents(feed, [first])).toBe(feed);
  });

  it('forgets the oldest beyond its length', () => {
    const many = Array.from({ length: FEED_LENGTH + 5 }, (_, index) => event(`p.${index + 1}`, '10:00'));
    const feed = mergeEvents([], many);
    expect(feed).toHaveLength(FEED_LENGTH);
    expect(feed.at(-1)?.id).toBe('p.6');
  });
});

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
    const afterTwo = acknowledge(nodes, told, ['two']);
    expect(ids(newDevices(nodes, afterTwo))).toEqual(['one']);
    expect(newDevices(nodes, acknowledge(nodes, afterTwo, ['one']))).toEqual([]);
  });

  it('is remembered in one mark when there is none left', () => {
    expect(acknowledge([host, old, one], told, ['one'])).toEqual({ until: '2026-01-03', ids: [] });
    expect(acknowledge([host, old, one, two], told, ['one', 'two'])).toEqual({
      until: '2026-01-04',
      ids: [],
    });
  });

  it('is not a device that was told of before the list has it', () => {
    const early = acknowledge([host, old], told, ['one']);
    expect(newDevices([host, old, one], early)).toEqual([]);
  });
});
