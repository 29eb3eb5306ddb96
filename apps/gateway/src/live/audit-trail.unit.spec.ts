import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { accepted, type AuditPage, refused, type Reply } from '@meshpair/contracts';
import { auditSource } from './audit-trail.js';
import { exampleEvent as event } from './example-event.spec.js';
import { LiveFeed } from './live-feed.js';
import { LiveStream } from './live-stream.js';

/** Events 1 to `count`, two a page; a cursor is `c<sequence>`. */
const trail =
  (count: number, reads: string[]) =>
  async (after: string): Promise<Reply<AuditPage>> => {
    reads.push(after);
    const from = Number(after.slice(1));
    const items = Array.from({ length: Math.min(2, count - from) }, (_, index) => event(from + index + 1));
    const cursors = items.map(({ sequence }) => `c${sequence}`);
    const end = cursors.at(-1) ?? after;
    return accepted({ items, cursors, end, nextCursor: from + items.length < count ? end : null });
  };

/** A stream of these events, and its feed. */
function follow(response: PassThrough, read: (after: string) => Promise<Reply<AuditPage>>) {
  const stream = new LiveStream(response as never, 'c0');
  const feed = new LiveFeed<string, AuditPage>();
  feed.join(
    stream,
    auditSource(() => () => undefined, read),
  );
  const end = (): void => {
    feed.leave(stream);
    stream.end();
  };
  return { wake: () => feed.wake(), end };
}

describe('a stream of the audit trail', () => {
  it('writes page after page, each event once, with its cursor as the id', async () => {
    const response = new PassThrough();
    const written = text(response);
    const reads: string[] = [];
    const stream = follow(response, trail(5, reads));
    await Promise.all([stream.wake(), stream.wake()]);
    await stream.wake();
    stream.end();
    expect([...(await written).matchAll(/^id: (\w+)$/gm)].map(([, id]) => id)).toEqual([
      'c1',
      'c2',
      'c3',
      'c4',
      'c5',
    ]);
    expect(reads.slice(0, 3)).toEqual(['c0', 'c2', 'c4']);
  });

  it('reads no further while the client does not', async () => {
    const response = new PassThrough({ highWaterMark: 64 });
    const reads: string[] = [];
    const stream = follow(response, trail(6, reads));
    const woken = stream.wake();
    await new Promise(setImmediate);
    expect(reads).toEqual(['c0']);
    response.resume();
    await woken;
    expect(reads).toEqual(['c0', 'c2', 'c4']);
    stream.end();
  });

  it('waits for better times when nothing can be read', async () => {
    const response = new PassThrough();
    const stream = follow(response, async () => refused('service_unavailable'));
    await stream.wake();
    expect(response.writableEnded).toBe(false);
    stream.end();
    expect(response.writableEnded).toBe(true);
  });
});
