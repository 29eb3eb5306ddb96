import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { Listeners } from './listeners.js';
import { LiveFeed } from './live-feed.js';
import { LiveStream } from './live-stream.js';
import { peerSource } from './peer-events.js';

const idsIn = (written: string): readonly string[] =>
  [...written.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id ?? '');

it('says once to each stream that peers may have changed, and nothing at a beat', async () => {
  const told = new Listeners<object>();
  const source = peerSource((onChange) => told.add('owner', onChange));
  const feed = new LiveFeed<number, number>();
  const streams = [0, 1].map(() => {
    const response = new PassThrough();
    const stream = new LiveStream(response as never, -1);
    feed.join(stream, source);
    return { stream, written: text(response) };
  });
  // As a stream that opens does.
  source.listen(() => undefined);
  await feed.wake();
  told.tell('owner', {});
  await feed.wake();
  await feed.wake();
  for (const { stream, written } of streams) {
    stream.end();
    feed.leave(stream);
    expect(idsIn(await written)).toEqual(['0', '1']);
  }
});
