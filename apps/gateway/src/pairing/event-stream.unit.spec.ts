import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@meshpair/contracts';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { EventStream, type ReadEvents } from './event-stream.js';

const event = (sequence: number, type: CloudEvent['type'] = 'DeviceScanned'): CloudEvent => ({
  specversion: '1.0',
  id: `p1.${sequence}`,
  source: '/meshpair/pairing',
  type,
  subject: 'p1',
  time: '2026-01-01T00:00:00.000Z',
  datacontenttype: 'application/json',
  ownerid: 'o1',
  sequence,
  data: {},
});

function streamTo(read: ReadEvents, after = 0): { stream: EventStream; written: Promise<string> } {
  const response = new PassThrough();
  return { stream: new EventStream(response as never, read, after), written: text(response) };
}

const idsIn = (written: string): readonly string[] =>
  [...written.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id ?? '');

describe('EventStream', () => {
  it('writes each event once, in order, and ends after the last', async () => {
    const { stream, written } = streamTo(async (after) => [event(after + 1), event(5, 'DeviceRegistered')]);
    stream.write([event(1), event(2)]);
    stream.write([event(2), event(3)]);
    await stream.wake();
    expect(idsIn(await written)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('leaves out what the client has seen', async () => {
    const { stream, written } = streamTo(async () => [], 2);
    stream.write([event(1), event(2), event(3, 'PairingFailed')]);
    expect(await written).toBe(
      `id: 3\nevent: PairingFailed\ndata: ${JSON.stringify(event(3, 'PairingFailed'))}\n\n`,
    );
  });

  it('reads once more when woken during a read', async () => {
    const reads: number[] = [];
    const { stream, written } = streamTo(async (after) => {
      reads.push(after);
      if (reads.length === 1) void stream.wake();
      return reads.length === 1 ? [event(1)] : [event(2, 'DeviceRegistered')];
    });
    await stream.wake();
    expect(reads).toEqual([0, 1]);
    expect(idsIn(await written)).toEqual(['1', '2']);
  });
});
