import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { testEnvironment, testNatsUrl, waitFor } from '@meshpair/testing';
import { askJetStream } from './ask-jetstream.js';
import {
  freePort,
  locateNatsServer,
  type RunningProcess,
  type RunningServer,
  type ServerProgram,
  spawnProcess,
  startNats,
  startNodeService,
  startPostgres,
  type SupervisedProcess,
  superviseProcess,
} from './index.js';

const PATIENCE = { everyMs: 200, timeoutMs: 2_000, tries: 2 };
const NAMES = ['postgres', 'nats-server', 'gateway'] as const;
type Name = (typeof NAMES)[number];

describe('a process that is alive but does not answer', () => {
  let dataDir: string;
  let program: ServerProgram;
  let running: Record<Name, SupervisedProcess<RunningProcess>>;
  const lines: string[] = [];

  const supervised = (name: Name, start: () => Promise<RunningProcess>) =>
    superviseProcess({ name, start, log: (line) => lines.push(line), patience: PATIENCE });
  const isAnswering = ({ current }: SupervisedProcess<RunningProcess>): Promise<boolean> =>
    current.answers?.(AbortSignal.timeout(2_000)).then(
      () => true,
      () => false,
    ) ?? Promise.resolve(false);

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'meshpair-silent-'));
    program = await locateNatsServer(testEnvironment('programs'), console.log);
    const ports = { postgres: await freePort(), nats: await freePort(), gateway: await freePort() };
    const gateway = {
      name: 'gateway',
      entry: 'apps/gateway/bundle/main.js',
      cwd: testEnvironment('repository'),
      env: { HOST: '127.0.0.1', PORT: String(ports.gateway), NATS_URL: testNatsUrl() },
      onLine: () => undefined,
    };
    running = {
      postgres: await supervised('postgres', () =>
        startPostgres({ dataDir, port: ports.postgres, fsync: false }),
      ),
      'nats-server': await supervised('nats-server', () => startNats({ program, dataDir, port: ports.nats })),
      gateway: await supervised('gateway', () => startNodeService(gateway)),
    };
  }, 60_000);

  afterAll(async () => {
    await Promise.all(Object.values(running ?? {}).map((each) => each.stop()));
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);

  it('is started again, and answers: Postgres, nats-server and a service of ours', async () => {
    const halted = NAMES.map((name) => running[name].current.pid);
    for (const name of NAMES) expect([name, await isAnswering(running[name])]).toEqual([name, true]);
    for (const pid of halted) process.kill(pid, 'SIGSTOP');
    const isBack = async (name: Name): Promise<boolean> =>
      !halted.includes(running[name].current.pid) && (await isAnswering(running[name]));
    for (const name of NAMES) {
      await waitFor(() => isBack(name), { timeoutMs: 40_000, message: `${name} answers again` });
      expect(lines).toContain(
        `${name} does not answer (no answer within 2000 ms): starting it again in 250 ms`,
      );
    }
  }, 60_000);

  it('is not Postgres that says that it cannot take anybody yet', async () => {
    const { current } = running.postgres;
    const { url } = current as RunningServer;
    const holder = new pg.Client(url);
    holder.on('error', () => undefined);
    await holder.connect();
    try {
      // A smart shutdown waits for the client that is there, and refuses others as a recovery does.
      process.kill(current.pid, 'SIGTERM');
      const refused = waitFor(() => codeOfConnecting(url), { message: 'a new client is refused' });
      await expect(refused).resolves.toBe('57P03');
      expect(await isAnswering(running.postgres)).toBe(true);
    } finally {
      await holder.end();
    }
  });

  it('is a nats-server whose JetStream has gone', async () => {
    const port = await freePort();
    const { command, env } = program;
    const withoutJetStream = await spawnProcess({
      name: 'nats-server',
      command,
      env,
      args: ['--addr', '127.0.0.1', '--port', String(port)],
      onLine: () => undefined,
      isReady: { line: (line) => line.includes('Server is ready') },
    });
    const asked = askJetStream(`nats://127.0.0.1:${port}`, AbortSignal.timeout(5_000));
    await expect(asked).rejects.toThrow('JetStream is not available');
    await withoutJetStream.stop();
  });
});

async function codeOfConnecting(url: string): Promise<string | undefined> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error instanceof pg.DatabaseError ? error.code : undefined;
  } finally {
    await client.end();
  }
}
