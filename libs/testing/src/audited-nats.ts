import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditorLogin, eventSubject } from '@meshpair/contracts';
import { EVENT_TYPES, MESH_EVENT_TYPES } from '@meshpair/domain';
import { freePort, locateNatsServer, type RunningNats, startNats } from '@meshpair/servers';
import { auditorAccounts, newAuditor, readAuditors } from '@meshpair/servers/auditors';
import { testEnvironment } from './test-environment.js';
import { waitFor } from './wait-for.js';

/** A nats-server with the streams of a mesh and their copy for auditors, and nothing else of a mesh. */
export interface AuditedNats {
  readonly server: RunningNats;
  /** What the keeper of the copy says that it waits for. */
  waitsFor(): readonly string[];
  /** What both keepers have told so far. */
  readonly told: readonly string[];
  /** The auditor's URL, once its consumer answers. */
  addAuditor(name: string): Promise<string>;
  removeAuditor(name: string): Promise<void>;
  /** Publishes events of all types in turn, with ids of their own, and returns the ids. */
  publishEvents(count: number): Promise<readonly string[]>;
  /** Starts nats-server anew on what it has kept; `kill` does not let it write first. */
  restart(how: 'stop' | 'kill'): Promise<void>;
  stop(): Promise<void>;
}

const TYPES = [...EVENT_TYPES, ...MESH_EVENT_TYPES];

export async function startAuditedNats(): Promise<AuditedNats> {
  // Most files have no use for it.
  const { askAuditorConsumer, connectToNats, MirrorKeeper, StreamKeeper } =
    await import('@meshpair/messaging');
  const dataDir = await mkdtemp(join(tmpdir(), 'meshpair-audited-'));
  const program = await locateNatsServer(testEnvironment('programs'), () => undefined);
  const port = await freePort();
  let server = await startNats({ program, dataDir, port });
  const told: string[] = [];
  const tell = (line: string): void => void told.push(line);
  const options = {
    natsUrl: server.userUrls.keeper,
    replicas: 1,
    retentionDays: 1,
    logger: { log: tell, warn: tell },
  };
  const streams = new StreamKeeper(options);
  await streams.start();
  const file = server.auditorsFile;
  const auditors = async (): Promise<ReturnType<typeof readAuditors>> =>
    readAuditors(await readFile(file, 'utf8'));
  const mirror = new MirrorKeeper({
    ...options,
    mirrorUrl: server.userUrls['keeper-mirror'],
    stalledAfterMs: 500,
    ackWaitMs: 2_000,
    auditors: async () => (await auditors()).map(({ name }) => name),
  });
  mirror.start();
  const admin = await connectToNats(server.url, 'test');
  let published = 0;
  return {
    get server() {
      return server;
    },
    waitsFor: () => mirror.waitsFor,
    told,
    async addAuditor(name) {
      const { auditor, password } = await newAuditor(name);
      await writeFile(file, auditorAccounts([...(await auditors()), auditor]));
      const url = `nats://${auditorLogin(name)}:${password}@127.0.0.1:${port}`;
      await waitFor(() =>
        askAuditorConsumer(url, name).then(
          () => true,
          () => false,
        ),
      );
      return url;
    },
    async removeAuditor(name) {
      const left = (await auditors()).filter((auditor) => auditor.name !== name);
      await writeFile(file, auditorAccounts(left));
    },
    async publishEvents(count) {
      const ids = Array.from({ length: count }, () => `event-${(published += 1)}`);
      await Promise.all(
        ids.map((id, index) => {
          const type = TYPES[index % TYPES.length]!;
          const event = {
            specversion: '1.0',
            id,
            type,
            subject: 's',
            time: new Date().toISOString(),
            data: {},
          };
          return admin.request(eventSubject(type, 's'), JSON.stringify(event));
        }),
      );
      return ids;
    },
    async restart(how) {
      await server[how]();
      server = await startNats({ program, dataDir, port });
      const answers = (): Promise<boolean> =>
        admin.request('$JS.API.INFO', '', { timeout: 1_000 }).then(
          () => true,
          () => false,
        );
      await waitFor(answers, { message: 'JetStream answers again' });
    },
    async stop() {
      await Promise.all([mirror.close(), streams.close(), admin.close()]);
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
