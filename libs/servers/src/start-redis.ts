import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.js';
import { keptSecret } from './kept-secret.js';
import type { ServerProgram } from './locate-server.js';
import { type LineLog, spawnProcess } from './spawn-process.js';
import type { RunningServer } from './start-nats.js';

export interface RedisOptions {
  readonly program: ServerProgram;
  /** Keeps `redis/` (configuration and password). */
  readonly dataDir: string;
  readonly port?: number;
  readonly log?: LineLog;
}

/** Starts a Redis that keeps its data in memory only, on 127.0.0.1, for holders of its password only. */
export async function startRedis(options: RedisOptions): Promise<RunningServer> {
  const directory = resolve(options.dataDir, 'redis');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const password = await keptSecret(directory, 'password');
  const port = options.port ?? (await freePort());
  const configuration = join(directory, 'redis.conf');
  await writeFile(configuration, configurationText(port, directory, password), { mode: 0o600 });
  const process = await spawnProcess({
    name: 'redis-server',
    command: options.program.command,
    args: [configuration],
    env: { ...options.program.env },
    cwd: directory,
    onLine: options.log ?? (() => undefined),
    isReady: { line: (line) => line.includes('Ready to accept connections') },
  });
  return { ...process, port, url: `redis://:${password}@127.0.0.1:${port}` };
}

/** BullMQ asks for `noeviction`. */
const configurationText = (port: number, directory: string, password: string): string => `
bind 127.0.0.1
port ${port}
dir ${JSON.stringify(directory)}
requirepass ${password}
save ""
appendonly no
maxmemory-policy noeviction
`;
