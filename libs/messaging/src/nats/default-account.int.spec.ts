import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConsumerInfo, jetstream, jetstreamManager, type StreamInfo } from '@nats-io/jetstream';
import { EVENT_STREAM } from '@meshpair/contracts';
import { freePort, locateNatsServer, type ServerProgram, spawnProcess, startNats } from '@meshpair/servers';
import { waitFor } from '@meshpair/testing';
import { StreamKeeper } from '../events/stream-keeper.js';
import { connectToNats } from './connect-when-up.js';

const DURABLE = 'registry-pin-verified';
const silent = { log: () => undefined, warn: () => undefined };

interface Kept {
  readonly stream: StreamInfo;
  readonly consumer: ConsumerInfo;
}

describe('a data folder from before the accounts had names', () => {
  let dataDir: string;
  let program: ServerProgram;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'meshpair-nats-'));
    program = await locateNatsServer(process.env['MESHPAIR_TEST_PROGRAMS'] ?? '', () => undefined);
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  const look = async (url: string): Promise<Kept> => {
    const connection = await connectToNats(url, 'test');
    const { streams, consumers } = await jetstreamManager(connection);
    const kept = {
      stream: await streams.info(EVENT_STREAM),
      consumer: await consumers.info(EVENT_STREAM, DURABLE),
    };
    await connection.close();
    return kept;
  };

  /** As `npm start` did: one account, which has no name; 100 events, of which a service has taken 60. */
  async function leaveEvents(): Promise<Kept> {
    const port = await freePort();
    const store = join(dataDir, 'nats', 'jetstream');
    await mkdir(store, { recursive: true });
    const file = join(dataDir, 'nats', 'nats.conf');
    const users = '[ { user: meshpair, password: secret } ]';
    await writeFile(
      file,
      `host: "127.0.0.1"\nport: ${port}\njetstream { store_dir: ${JSON.stringify(store)} }\nauthorization { users = ${users} }\n`,
    );
    const server = await spawnProcess({
      name: 'nats-server',
      command: program.command,
      args: ['-c', file],
      env: program.env,
      onLine: () => undefined,
      isReady: { line: (line) => line.includes('Server is ready') },
    });
    const natsUrl = `nats://meshpair:secret@127.0.0.1:${port}`;
    const keeper = new StreamKeeper({ natsUrl, replicas: 1, retentionDays: 1, logger: silent });
    await keeper.start();
    const connection = await connectToNats(natsUrl, 'test');
    const client = jetstream(connection);
    for (let event = 1; event <= 100; event += 1)
      await client.publish(`meshpair.events.PinVerified.p${event}`, '{}', { msgID: `p${event}.1` });
    const consumer = await client.consumers.get(EVENT_STREAM, DURABLE);
    for await (const message of await consumer.fetch({ max_messages: 60 })) await message.ackAck();
    await connection.close();
    await keeper.close();
    const kept = await look(natsUrl);
    await server.stop();
    return kept;
  }

  it('is taken over with every event, and each consumer goes on where it was', async () => {
    const before = await leaveEvents();
    expect(before.consumer).toMatchObject({ num_pending: 40, ack_floor: { stream_seq: 60 } });
    const server = await startNats({ program, dataDir });
    const keeper = new StreamKeeper({
      natsUrl: server.userUrls.keeper,
      replicas: 1,
      retentionDays: 1,
      logger: silent,
    });
    try {
      await keeper.start();
      const { stream, consumer } = await look(server.url);
      expect(stream.created).toBe(before.stream.created);
      expect(stream.state).toMatchObject({ messages: 100, first_seq: 1, last_seq: 100 });
      expect(consumer).toMatchObject({ num_pending: 40, ack_floor: { stream_seq: 60 } });
      const connection = await connectToNats(server.url, 'test');
      // What was published before is known as such.
      const again = jetstream(connection).publish('meshpair.events.PinVerified.p100', '{}', {
        msgID: 'p100.1',
      });
      expect(await again).toMatchObject({ duplicate: true });
      const [first] = await waitFor(async () => {
        const next = await jetstream(connection).consumers.get(EVENT_STREAM, DURABLE);
        const message = await next.next({ expires: 1_000 });
        return message ? [message.subject] : undefined;
      });
      expect(first).toBe('meshpair.events.PinVerified.p61');
      await connection.close();
    } finally {
      await keeper.close();
      await server.stop();
    }
  });
});
