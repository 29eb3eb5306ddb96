import {
  freeServerPort,
  type LineLog,
  locateNatsServer,
  type RunningNats,
  type RunningServer,
  startNats,
  startPostgres,
  type SupervisedProcess,
  superviseProcess,
} from '@meshpair/servers';
import type { DataDirectory } from './data-directory.js';
import type { RunningParts } from './running-parts.js';

/** Where the servers are, with the rights of an admin or of whoever the given URL names. */
export interface ServerUrls {
  readonly databaseUrl: string;
  readonly natsUrl: string;
  /** The users of the nats-server that was started here. */
  readonly natsUserUrls?: RunningNats['userUrls'];
  /** Who may read the auditors' copy in it. */
  readonly auditorsFile?: string;
}

/** A full disk keeps a server from starting; with room again it must not wait for long. */
const MAX_BACKOFF_MS = 5_000;

type Place = Pick<DataDirectory, 'path' | 'ledger'>;
type Supervised = SupervisedProcess<RunningServer>;

/** Starts Postgres and nats-server where no URL names another. */
export async function startServers(
  given: { readonly databaseUrl: string | undefined; readonly natsUrl: string | undefined },
  place: Place,
  parts: RunningParts,
  log: LineLog,
): Promise<ServerUrls> {
  const urls: { -readonly [Name in keyof ServerUrls]?: ServerUrls[Name] | undefined } = { ...given };
  const starting: Promise<Supervised>[] = [];
  if (given.databaseUrl === undefined) {
    starting.push(postgres(place, log).then((server) => ((urls.databaseUrl = server.current.url), server)));
  } else log('Using the Postgres of DATABASE_URL');
  if (given.natsUrl === undefined) {
    const starts = nats(place, log).then((server) => {
      urls.natsUrl = server.current.url;
      urls.natsUserUrls = server.current.userUrls;
      urls.auditorsFile = server.current.auditorsFile;
      return server;
    });
    starting.push(starts);
  } else log('Using the NATS of NATS_URL');
  await parts.startStage(starting);
  const { databaseUrl, natsUrl, natsUserUrls, auditorsFile } = urls;
  if (databaseUrl === undefined || natsUrl === undefined) throw new Error('A server did not start');
  return {
    databaseUrl,
    natsUrl,
    ...(natsUserUrls && { natsUserUrls }),
    ...(auditorsFile !== undefined && { auditorsFile }),
  };
}

async function postgres({ path: dataDir, ledger }: Place, log: LineLog): Promise<Supervised> {
  log('Starting Postgres');
  // The same port at each restart: the services go on with the URL that they have.
  const port = await freeServerPort();
  const onLine = onlyTroubles(/ (WARNING|ERROR|FATAL|PANIC): /, 'postgres', log);
  const server = await superviseProcess({
    name: 'postgres',
    log,
    maxBackoffMs: MAX_BACKOFF_MS,
    start: () => startPostgres({ dataDir, port, ledger, log, onLine }),
  });
  log(`Postgres runs (pid ${server.current.pid}, port ${port})`);
  return server;
}

async function nats({ path: dataDir, ledger }: Place, log: LineLog): Promise<SupervisedProcess<RunningNats>> {
  const program = await locateNatsServer(`${dataDir}/servers`, log);
  log('Starting nats-server');
  const port = await freeServerPort();
  const onLine = onlyTroubles(NATS_TROUBLE, 'nats-server', log);
  const server = await superviseProcess({
    name: 'nats-server',
    log,
    maxBackoffMs: MAX_BACKOFF_MS,
    start: () => startNats({ program, dataDir, port, ledger, log: onLine }),
  });
  log(`nats-server runs (pid ${server.current.pid}, port ${port})`);
  return server;
}

/** Its file, which holds the users' passwords, is for this user's eyes only: its warning about them is none. */
const NATS_TROUBLE = /\[(WRN|ERR|FTL)\](?! Plaintext passwords detected)/;

const onlyTroubles =
  (trouble: RegExp, name: string, log: LineLog): LineLog =>
  (line) => {
    if (trouble.test(line)) log(`[${name}] ${line}`);
  };
