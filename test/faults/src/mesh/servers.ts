import {
  freeServerPort,
  type LineLog,
  locateNatsServer,
  locateRedisServer,
  type RunningNats,
  type RunningPostgres,
  type RunningServer,
  startNats,
  startPostgres,
  startRedis,
} from '@meshpair/servers';
import { Part } from './part.js';

export interface MeshServers {
  readonly postgres: Part<RunningPostgres>;
  readonly redis: Part<RunningServer>;
  /** One, or the three of a cluster. */
  readonly nats: readonly Part<RunningNats>[];
}

export interface ServersOptions {
  readonly dataDir: string;
  /** Where Debian's packages are unpacked. */
  readonly programs: string;
  readonly isCluster: boolean;
  readonly log: LineLog;
}

/** A killed node of the cluster stays away this long, so that the others have to go on without it. */
const CLUSTER_BACKOFF_MS = 4_000;

/** Left to itself, Postgres keeps up to 1 GB of its log. */
const SMALL_LOG = { max_wal_size: '128MB' } as const;

/** Starts the servers of the mesh, each supervised, with a port and a data directory that it finds again. */
export async function startServers(options: ServersOptions): Promise<MeshServers> {
  const { dataDir, programs, log } = options;
  const [natsProgram, redisProgram] = await Promise.all([
    locateNatsServer(programs, log),
    locateRedisServer(programs, log),
  ]);
  const [postgresPort, redisPort] = await Promise.all([freeServerPort(), freeServerPort()]);
  const [postgres, redis, nats] = await Promise.all([
    Part.start('postgres', () => startPostgres({ dataDir, port: postgresPort, settings: SMALL_LOG }), log),
    Part.start('redis', () => startRedis({ program: redisProgram, dataDir, port: redisPort }), log),
    options.isCluster
      ? startCluster(dataDir, natsProgram, log)
      : startOneNats(dataDir, natsProgram, log).then((one) => [one]),
  ]);
  return { postgres, redis, nats };
}

type Program = Awaited<ReturnType<typeof locateNatsServer>>;

async function startOneNats(dataDir: string, program: Program, log: LineLog): Promise<Part<RunningNats>> {
  const port = await freeServerPort();
  return Part.start('nats', () => startNats({ program, dataDir, port }), log);
}

async function startCluster(
  dataDir: string,
  program: Program,
  log: LineLog,
): Promise<readonly Part<RunningNats>[]> {
  const names = ['nats-1', 'nats-2', 'nats-3'];
  const ports = await Promise.all(names.map(() => freeServerPort()));
  const routePorts = await Promise.all(names.map(() => freeServerPort()));
  return Promise.all(
    names.map((node, index) => {
      const cluster = { node, port: routePorts[index] ?? 0, routePorts };
      const start = (): Promise<RunningNats> =>
        startNats({ program, dataDir, port: ports[index] ?? 0, cluster });
      return Part.start(node, start, log, CLUSTER_BACKOFF_MS);
    }),
  );
}
