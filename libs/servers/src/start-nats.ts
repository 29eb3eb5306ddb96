import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { askJetStream } from './ask-jetstream.js';
import { auditorAccounts } from './auditors.js';
import { freePort } from './free-port.js';
import { keptSecret } from './kept-secret.js';
import type { ServerProgram } from './locate-server.js';
import { type AccountsOptions, MESH_ACCOUNT, natsAccounts } from './nats-accounts.js';
import { natsReload } from './nats-reload.js';
import {
  NATS_PASSWORD_OWNERS,
  NATS_USERS,
  type NatsPasswordOwner,
  type NatsUser,
  passwordOwnerOf,
} from './nats-users.js';
import type { ProcessLedger } from './process-ledger.js';
import { type LineLog, type RunningProcess, spawnProcess } from './spawn-process.js';

/** A server that this process started, with the URL (its password included) that reaches it. */
export interface RunningServer extends RunningProcess {
  readonly url: string;
  readonly port: number;
}

export interface RunningNats extends RunningServer {
  /** The folder in which JetStream keeps everything. */
  readonly store: string;
  /** The URL of each user, with only that user's rights; `url` may do everything in the account of the mesh. */
  readonly userUrls: Readonly<Record<NatsUser, string>>;
  /** May do everything in the account of the auditors' copy. */
  readonly auditUrl: string;
  /** Who the auditors are (`auditorAccounts`); the server follows its changes within a second. */
  readonly auditorsFile: string;
}

export interface NatsOptions {
  readonly program: ServerProgram;
  /** Keeps `nats/` (configuration, passwords and JetStream's store). */
  readonly dataDir: string;
  readonly port?: number;
  /** Where the server tells what it has done (`/varz`); nowhere unless given. */
  readonly monitorPort?: number;
  /** Makes the server one of a cluster: all of them on this machine, with the same `dataDir`. */
  readonly cluster?: NatsClusterNode;
  /** Notes what is started. */
  readonly ledger?: ProcessLedger;
  readonly log?: LineLog;
}

export interface NatsClusterNode {
  /** Names the server, and its files. */
  readonly node: string;
  /** Where the other servers reach this one. */
  readonly port: number;
  /** Where the servers of the cluster reach each other, this one included. */
  readonly routePorts: readonly number[];
}

const ADMIN = 'meshpair';
const AUDIT_ADMIN = 'meshpair-audit';

/**
 * Of this machine's, which it shares with Postgres and the services: with more than it has work for, Go's scheduler spends
 * more than it gains.
 */
const PROCESSORS = Math.max(1, Math.floor(availableParallelism() / 4));

/** Starts nats-server with JetStream on 127.0.0.1, for its users only: an admin, and those of `NATS_USERS`. */
export async function startNats(options: NatsOptions): Promise<RunningNats> {
  const directory = resolve(options.dataDir, 'nats');
  const { node = '' } = options.cluster ?? {};
  const store = join(directory, node, 'jetstream');
  await mkdir(store, { recursive: true, mode: 0o700 });
  await nameDefaultAccount(store);
  const password = await keptSecret(directory, 'password');
  const passwords = await userPasswords(directory);
  const port = options.port ?? (await freePort());
  const configuration = join(directory, node, 'nats.conf');
  const urlOf = (user: string, secret: string): string => `nats://${user}:${secret}@127.0.0.1:${port}`;
  const url = urlOf(ADMIN, password);
  const jetStream = { store, maxBytes: await maxStoreBytes(store) };
  const auditorsFile = await keptAuditorsFile(directory);
  const accounts = natsAccounts({
    passwords: quoted(passwords),
    auditorsFile: relative(dirname(configuration), auditorsFile),
    admin: { user: ADMIN, auditUser: AUDIT_ADMIN, password: JSON.stringify(password) },
  });
  const text =
    configurationText(port, jetStream, accounts) +
    monitorText(options.monitorPort) +
    nameText(options.cluster, password);
  // On a full disk, what is there already can still be started with.
  const before = await readFile(configuration, 'utf8').catch(() => undefined);
  if (text !== before) await writeFile(configuration, text, { mode: 0o600 });
  const reload = natsReload(auditorsFile);
  const process = await spawnProcess({
    name: 'nats-server',
    command: options.program.command,
    args: ['-c', configuration],
    env: { GOMAXPROCS: String(PROCESSORS), ...options.program.env },
    cwd: directory,
    ledger: options.ledger,
    onLine: (line) => {
      reload.onLine(line);
      options.log?.(line);
    },
    isReady: { line: (line) => line.includes('Server is ready') },
    answers: (_child, signal) => askJetStream(url, signal),
  });
  reload.follow(process);
  return {
    ...process,
    port,
    url,
    store,
    auditUrl: urlOf(AUDIT_ADMIN, password),
    auditorsFile,
    userUrls: Object.fromEntries(
      NATS_USERS.map((user) => [user, urlOf(user, passwords[passwordOwnerOf(user)])]),
    ) as Record<NatsUser, string>,
  };
}

type Passwords = Readonly<Record<NatsPasswordOwner, string>>;

async function userPasswords(directory: string): Promise<Passwords> {
  const kept = await Promise.all(
    NATS_PASSWORD_OWNERS.map(
      async (user) => [user, await keptSecret(directory, `${user}-password`)] as const,
    ),
  );
  return Object.fromEntries(kept) as Record<NatsPasswordOwner, string>;
}

const quoted = (passwords: Passwords): AccountsOptions['passwords'] =>
  Object.fromEntries(
    Object.entries(passwords).map(([user, secret]) => [user, JSON.stringify(secret)]),
  ) as Passwords;

async function keptAuditorsFile(directory: string): Promise<string> {
  const file = join(directory, 'auditors.conf');
  if (!existsSync(file)) await writeFile(file, auditorAccounts([]), { mode: 0o600 });
  return file;
}

/**
 * JetStream keeps the streams of an account, and what their consumers have acknowledged, in a folder of the account's
 * name. Those of the mesh were in the default account before it had one.
 */
async function nameDefaultAccount(store: string): Promise<void> {
  const folderOf = (account: string): string => join(store, 'jetstream', account);
  const [unnamed, named] = [folderOf('$G'), folderOf(MESH_ACCOUNT)] as const;
  if (existsSync(unnamed) && !existsSync(named)) await rename(unnamed, named);
}

/** Left to itself, nats-server takes a share of what is free as it starts: nothing at all, for good, on a full disk. */
async function maxStoreBytes(store: string): Promise<number> {
  const { blocks, bsize } = await statfs(store);
  return Math.floor(blocks * bsize * 0.75);
}

const configurationText = (
  port: number,
  { store, maxBytes }: { readonly store: string; readonly maxBytes: number },
  accounts: string,
): string => `
host: "127.0.0.1"
port: ${port}
jetstream { store_dir: ${JSON.stringify(store)}, max_file_store: ${maxBytes} }
${accounts}`;

const monitorText = (port: number | undefined): string =>
  port === undefined ? '' : `http: "127.0.0.1:${port}"\n`;

const nameText = (cluster: NatsClusterNode | undefined, password: string): string =>
  cluster === undefined
    ? 'server_name: "meshpair"\n'
    : `
server_name: ${JSON.stringify(cluster.node)}
cluster {
  name: "meshpair"
  listen: "127.0.0.1:${cluster.port}"
  authorization { user: "route", password: ${JSON.stringify(password)} }
  routes: [${cluster.routePorts.map((port) => `"nats-route://route:${password}@127.0.0.1:${port}"`).join(', ')}]
}
`;
