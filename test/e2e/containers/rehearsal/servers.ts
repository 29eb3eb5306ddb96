import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  freePort,
  locateNatsServer,
  locateRedisServer,
  type RunningProcess,
  spawnProcess,
  startPostgres,
} from '@meshpair/servers';
import { testEnvironment } from '@meshpair/testing';
import type { ComposeServices } from './compose-file.js';

const run = promisify(execFile);

/** A server of the Compose file, on a port of this machine. */
export interface ComposeServer {
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts `start` anew each time, on the same port. */
function restartable(port: number, start: () => Promise<RunningProcess>): ComposeServer {
  let running: RunningProcess | undefined;
  return {
    port,
    start: async () => void (running = await start()),
    stop: async () => running?.stop(),
  };
}

const environmentOf = (services: ComposeServices, name: string): Readonly<Record<string, string>> =>
  services[name]?.environment ?? {};

/** A Postgres with the user, the password and the database of the Compose file. */
export async function composePostgres(services: ComposeServices, folder: string): Promise<ComposeServer> {
  const { POSTGRES_PASSWORD = '', POSTGRES_USER, POSTGRES_DB } = environmentOf(services, 'postgres');
  if (POSTGRES_USER !== 'meshpair' || POSTGRES_DB !== 'meshpair') throw new Error('another user or database');
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
  await writeFile(join(folder, 'postgres-password'), POSTGRES_PASSWORD, { mode: 0o600 });
  const port = await freePort();
  return restartable(port, () => startPostgres({ dataDir: folder, port, fsync: false }));
}

/** A nats-server with the configuration that the Compose file mounts, but for its ports and its store. */
export async function composeNats(
  services: ComposeServices,
  repository: string,
  folder: string,
): Promise<ComposeServer & { readonly monitor: number }> {
  const mount = services['nats']?.volumes?.find((volume) => volume.endsWith(':/etc/nats/nats.conf:ro'));
  const text = await readFile(join(repository, mount?.split(':')[0] ?? ''), 'utf8');
  const [port, monitor] = [await freePort(), await freePort()];
  const placed = text
    .replace('port: 4222', `host: "127.0.0.1"\nport: ${port}`)
    .replace('127.0.0.1:8222', `127.0.0.1:${monitor}`)
    .replace('store_dir: /data', `store_dir: ${JSON.stringify(folder)}`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'nats.conf');
  await writeFile(file, placed);
  await cp(join(repository, 'docker/auditors'), join(folder, 'auditors'), { recursive: true });
  const program = await locateNatsServer(testEnvironment('programs'), () => undefined);
  const args = (services['nats']?.command ?? []).map((word) =>
    word === '/etc/nats/nats.conf' ? file : word,
  );
  const server = restartable(port, () =>
    spawnProcess({
      name: 'nats',
      command: program.command,
      args,
      env: { ...program.env, ...environmentOf(services, 'nats') },
      onLine: () => undefined,
      isReady: { line: (line) => line.includes('Server is ready') },
    }),
  );
  return { ...server, monitor };
}

/** A Redis as the Compose file starts it, but for its port; `health` is its health check. */
export async function composeRedis(
  services: ComposeServices,
  folder: string,
): Promise<ComposeServer & { health(): Promise<string> }> {
  const program = await locateRedisServer(testEnvironment('programs'), () => undefined);
  const port = await freePort();
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const shim = (name: string, options: string): Promise<void> =>
    writeFile(join(bin, name), `#!/bin/sh\nexec ${join(dirname(program.command), name)} ${options} "$@"\n`, {
      mode: 0o755,
    });
  await shim('redis-server', `--port ${port} --bind 127.0.0.1`);
  await shim('redis-cli', `-p ${port}`);
  const env = { ...program.env, ...environmentOf(services, 'redis'), PATH: `${bin}:/usr/bin:/bin` };
  const [command = '', ...args] = services['redis']?.command ?? [];
  const server = restartable(port, () =>
    spawnProcess({
      name: 'redis',
      command,
      args,
      env,
      cwd: folder,
      onLine: () => undefined,
      isReady: { line: (line) => line.includes('Ready to accept connections') },
    }),
  );
  const [, probe = '', ...words] = services['redis']?.healthcheck?.test ?? [];
  return {
    ...server,
    health: () =>
      run(join(bin, probe), words, { env }).then(
        ({ stdout }) => `0 ${stdout.trim()}`,
        ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) =>
          `${code} ${stdout}${stderr}`.trim(),
      ),
  };
}
