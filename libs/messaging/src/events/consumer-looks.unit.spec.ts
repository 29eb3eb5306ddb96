import { describe, expect, it } from '@jest/globals';
import type { StreamInfo } from '@nats-io/jetstream';
import { ConsumerLooks } from './consumer-looks.js';

const streamOf = (messages: number, consumers = 2, created = 'today'): StreamInfo =>
  ({ created, state: { messages, consumer_count: consumers } }) as unknown as StreamInfo;
const MANY = 100_000_000;

describe('looks at the consumers of a stream', () => {
  const after = (stream: StreamInfo): ConsumerLooks => {
    const looks = new ConsumerLooks();
    looks.done(stream, ['one', 'two']);
    return looks;
  };

  it('are due at first, and always when the stream has no events', () => {
    expect(new ConsumerLooks().areDue(streamOf(MANY), ['one', 'two'])).toBe(true);
    expect(after(streamOf(0)).areDue(streamOf(0), ['one', 'two'])).toBe(true);
  });

  it('rest after one when it has many', () => {
    expect(after(streamOf(MANY)).areDue(streamOf(MANY), ['one', 'two'])).toBe(false);
    // More of them change nothing.
    expect(after(streamOf(MANY)).areDue(streamOf(2 * MANY), ['one', 'two'])).toBe(false);
  });

  it.each<[string, StreamInfo, readonly string[]]>([
    ['one was deleted', streamOf(MANY, 1), ['one', 'two']],
    ['a stranger came', streamOf(MANY, 3), ['one', 'two']],
    ['the stream was made again', streamOf(MANY, 2, 'tomorrow'), ['one', 'two']],
    ['others are wanted', streamOf(MANY), ['one', 'three']],
  ])('are due at once when %s', (_what, stream, wanted) => {
    expect(after(streamOf(MANY)).areDue(stream, wanted)).toBe(true);
  });
});
