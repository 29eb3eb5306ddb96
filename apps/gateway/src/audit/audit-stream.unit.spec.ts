import { describe, expect, it } from '@jest/globals';
import type { AuditPage, CloudEvent } from '@meshpair/contracts';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AuditStream } from './audit-stream.js';

const event = (sequence: number): CloudEvent => ({
  specversion: '1.0',
  id: `p1.${sequence}`,
  source: '/meshpair/pairing',
  type: 'DeviceScanned',
  subject: 'p1',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  ownerid: 'o1',
  sequence,
  data: {},
});

/** Events 1 to `count`, two a page; a cursor is `c<sequence>`. */
const trail =
  (count: number, reads: string[]) =>
  async (after: string): Promise<AuditPage> => {
    reads.push(after);
    const from = Number(after.slice(1));
    const items = Array.from({ length: Math.min(2, count - from) }, (_, index) => event(from + index + 1));
    const cursors = items.map(({ sequence }) => `c${sequence}`);
    const end = cursors.at(-1) ?? after;
    return { items, cursors, end, nextCursor: from + items.length < count ? end : null };
  };

describe('AuditStream', () => {
  it('writes page after page, each event once, with its cursor as the id', async () => {
    const response = new PassThrough();
    const written = text(response);
    const reads: string[] = [];
    const stream = new AuditStream(response as never, { read: trail(5, reads) }, 'c0');
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
    const stream = new AuditStream(response as never, { read: trail(6, reads) }, 'c0');
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
    const stream = new AuditStream(response as never, { read: async () => undefined }, 'c0');
    await stream.wake();
    expect(response.writableEnded).toBe(false);
    stream.end();
    expect(response.writableEnded).toBe(true);
  });
});
