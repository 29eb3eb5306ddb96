import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { accepted, type CloudEvent } from '@meshpair/contracts';
import { exampleEvent as event } from './example-event.spec.js';
import { LiveStream } from './live-stream.js';
import { pairingSource } from './pairing-events.js';

const idsIn = (written: string): readonly string[] =>
  [...written.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id ?? '');

type Write = (items: readonly CloudEvent[]) => unknown;

function streamAfter(sequence: number): { write: Write; written: Promise<string> } {
  const response = new PassThrough();
  const stream = new LiveStream(response as never, sequence);
  const source = pairingSource(
    () => () => undefined,
    async () => accepted({ items: [] }),
  );
  return { write: (items) => source.write({ items }, stream), written: text(response) };
}

describe('a stream of a pairing', () => {
  it('writes each event once, in order, and ends after the last', async () => {
    const { write, written } = streamAfter(0);
    write([event(1), event(2)]);
    write([event(2), event(3)]);
    write([event(4, 'DeviceRegistered'), event(5)]);
    expect(idsIn(await written)).toEqual(['1', '2', '3', '4']);
  });

  it('leaves out what the client has seen', async () => {
    const { write, written } = streamAfter(2);
    const last: CloudEvent = event(3, 'PairingFailed');
    write([event(1), event(2), last]);
    expect(await written).toBe(`id: 3\nevent: PairingFailed\ndata: ${JSON.stringify(last)}\n\n`);
  });
});
