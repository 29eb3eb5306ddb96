import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { accepted, type CloudEvent, refused } from '@meshpair/contracts';
import { exampleEvent as event } from './example-event.spec.js';
import { LiveFeed } from './live-feed.js';
import { LiveStream } from './live-stream.js';
import { pairingSource, type ReadEvents } from './pairing-events.js';
import { ChangeBoard } from './pairing-watch.js';

const CHANGED = { pairingId: 'p1', ownerId: 'o1', state: 'PinVerified', sequence: 5, reason: null } as const;

const idsIn = (written: string): readonly string[] =>
  [...written.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id ?? '');

/** Streams that have seen up to these sequences, which all read alike. */
function follow(read: ReadEvents, ...seen: readonly number[]) {
  const board = new ChangeBoard();
  const feed = new LiveFeed<number, { readonly items: readonly CloudEvent[] }>();
  const source = pairingSource((onChange) => board.listen('p1', onChange), read);
  const written = seen.map((sequence) => {
    const response = new PassThrough();
    const stream = new LiveStream(response as never, sequence);
    response.once('close', () => feed.leave(stream));
    feed.join(stream, source);
    return text(response);
  });
  return { board, feed, written };
}

describe('LiveFeed', () => {
  it('reads once at a change, from where the slowest is, and tells all', async () => {
    const reads: number[] = [];
    const trail = [1, 2, 3, 4].map((sequence) => event(sequence)).concat(event(5, 'DeviceRegistered'));
    const read: ReadEvents = async (after) => {
      reads.push(after);
      return accepted({ items: trail.filter(({ sequence }) => sequence > after) });
    };
    const { board, written } = follow(read, 4, 2, ...Array.from({ length: 2_000 }, () => 3));
    board.post(CHANGED);
    const all = (await Promise.all(written)).map(idsIn);
    expect(reads).toEqual([2]);
    expect(all.slice(0, 3)).toEqual([['5'], ['3', '4', '5'], ['4', '5']]);
    expect(new Set(all.slice(2).map(String))).toEqual(new Set(['4,5']));
  });

  it('reads once more when woken during a read', async () => {
    const reads: number[] = [];
    const pages: CloudEvent[][] = [[event(1)], [event(2, 'DeviceRegistered')]];
    const { feed, written } = follow(async (after) => {
      reads.push(after);
      if (reads.length === 1) void feed.wake();
      return accepted({ items: pages.shift() ?? [] });
    }, 0);
    await feed.wake();
    expect(reads).toEqual([0, 1]);
    expect(idsIn((await written[0]) ?? '')).toEqual(['1', '2']);
  });

  it('stays open while nothing can be read, and ends once the pairing is gone', async () => {
    const replies = [refused('service_unavailable'), refused('not_found')];
    const { feed, written } = follow(async () => replies.shift() ?? refused('internal_error'), 0);
    await feed.wake();
    expect(feed.isEmpty).toBe(false);
    await feed.wake();
    expect(idsIn((await written[0]) ?? '')).toEqual([]);
  });
});
