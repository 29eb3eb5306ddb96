import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@meshpair/contracts';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { exampleEvent as event } from './example-event.spec.js';
import { EventStream } from './event-stream.js';

const idsIn = (written: string): readonly string[] =>
  [...written.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id ?? '');

function streamAfter(sequence: number): { stream: EventStream; written: Promise<string> } {
  const response = new PassThrough();
  return { stream: new EventStream(response as never, sequence), written: text(response) };
}

describe('EventStream', () => {
  it('writes each event once, in order, and ends after the last', async () => {
    const { stream, written } = streamAfter(0);
    stream.write([event(1), event(2)]);
    stream.write([event(2), event(3)]);
    stream.write([event(4, 'DeviceRegistered'), event(5)]);
    expect(idsIn(await written)).toEqual(['1', '2', '3', '4']);
  });

  it('leaves out what the client has seen', async () => {
    const { stream, written } = streamAfter(2);
    const last: CloudEvent = event(3, 'PairingFailed');
    stream.write([event(1), event(2), last]);
    expect(await written).toBe(`id: 3\nevent: PairingFailed\ndata: ${JSON.stringify(last)}\n\n`);
  });
});
