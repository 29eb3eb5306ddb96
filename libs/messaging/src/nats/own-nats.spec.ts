import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, locateNatsServer, type RunningServer, startNats } from '@meshpair/servers';

/** A NATS server of a test's own, which may go away and come back with what it has stored. */
export interface OwnNats {
  readonly url: string;
  /** Kills the server at once. */
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export async function startOwnNats(): Promise<OwnNats> {
  const program = await locateNatsServer(process.env['MESHPAIR_TEST_PROGRAMS'] ?? '', () => undefined);
  const dataDir = await mkdtemp(join(tmpdir(), 'meshpair-nats-'));
  const port = await freePort();
  let server: RunningServer = await startNats({ program, dataDir, port });
  return {
    url: server.url,
    kill: () => server.kill(),
    start: async () => {
      server = await startNats({ program, dataDir, port });
    },
    remove: async () => {
      await server.kill();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
