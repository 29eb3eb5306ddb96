import { expect, it } from '@jest/globals';
import fastify from 'fastify';
import { accepted, type AuditPage, refused, type Reply } from '@meshpair/contracts';
import type { CommandBus } from '@meshpair/messaging';
import { RequestsInFlight } from '../http/requests-in-flight.js';
import { StreamSlots } from '../live/stream-slots.js';
import { AuditExport } from './audit-export.js';

const page = (nextCursor: string | null): Reply<AuditPage> =>
  accepted({
    items: [{ type: 'PinRejected' }],
    cursors: ['c'],
    end: 'c',
    nextCursor,
  } as unknown as AuditPage);

/** A download from a pairing service that answers with these pages; the function is called before the second. */
async function download(pages: readonly Reply<AuditPage>[], between?: (exporting: AuditExport) => void) {
  const left = [...pages];
  const slots = new StreamSlots({ MAX_STREAMS: 1, MAX_STREAMS_PER_ADDRESS: 1 });
  const send = async (): Promise<unknown> => {
    if (left.length === pages.length - 1) between?.(exporting);
    return left.shift();
  };
  const bus = { send } as unknown as CommandBus;
  const exporting = new AuditExport(bus, slots, new RequestsInFlight());
  const server = fastify();
  server.get('/', (request, reply) => exporting.open('owner', { format: 'ndjson' }, request, reply));
  const answer = await server.inject('/').then(
    ({ statusCode, body }) => ({ statusCode, body }),
    () => 'broken off' as const,
  );
  // Whatever became of it, there is room for the next.
  slots.take('127.0.0.1', 'owner')();
  return answer;
}

const line = '{"type":"PinRejected"}\n';

it('hands out page after page', async () => {
  expect(await download([page('c'), page(null)])).toEqual({ statusCode: 200, body: line + line });
});

it('breaks off where the rest cannot be read: a short file would look whole', async () => {
  expect(await download([page('c'), refused('service_unavailable')])).toBe('broken off');
});

it('breaks off when the gateway stops', async () => {
  const stop = (exporting: AuditExport): void => exporting.beforeApplicationShutdown();
  expect(await download([page('c'), page('d'), page(null)], stop)).toBe('broken off');
});

it('refuses before the first byte where nothing can be read', async () => {
  expect(await download([refused('service_unavailable')])).toMatchObject({ statusCode: 503 });
});
