import { describe, expect, it } from '@jest/globals';
import { FEED_LENGTH, mergeEvents } from './merge-events.js';

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
