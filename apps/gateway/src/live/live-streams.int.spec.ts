import { request } from 'node:http';
import { afterEach, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { accepted } from '@meshpair/contracts';
import { RequestsInFlight } from '../http/requests-in-flight.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { CredentialWatch } from './credential-watch.js';
import { LiveFeed } from './live-feed.js';
import { type Followed, LiveStreams } from './live-streams.js';
import { StreamSlots } from './stream-slots.js';

const server: { current?: FastifyInstance } = {};
const signal = (): { readonly come: Promise<void>; readonly give: () => void } => {
  let give: () => void = () => undefined;
  const come = new Promise<void>((resolve) => (give = resolve));
  return { come, give };
};

afterEach(() => server.current?.close());

it('keeps nothing of a client that goes away while its first events are read', async () => {
  const [slots, feed] = [
    new StreamSlots({ MAX_STREAMS: 1, MAX_STREAMS_PER_ADDRESS: 1 }),
    new LiveFeed<number, null>(),
  ];
  const streams = new LiveStreams(new CredentialWatch(), slots, new RequestsInFlight(), new GatewayMetrics());
  const [asked, gone, opened] = [signal(), signal(), signal()];
  const followed: Followed<number, null> = {
    kind: 'pairing',
    source: {
      lookAgainMs: [],
      listen: () => () => undefined,
      read: async () => accepted(null),
      write: async () => false,
    },
    first: async () => {
      asked.give();
      await gone.come;
      return { after: 0, page: null };
    },
    feed: () => feed,
  };
  server.current = Fastify();
  server.current.get('/', async (incoming, reply) => {
    incoming.raw.once('close', gone.give);
    await streams.open(followed, incoming, reply);
    opened.give();
  });
  const url = await server.current.listen({ host: '127.0.0.1', port: 0 });
  const client = request(url, { agent: false }).on('error', () => undefined);
  client.end();
  await asked.come;
  client.destroy();
  await opened.come;
  expect(feed.isEmpty).toBe(true);
  slots.take('127.0.0.1');
});
