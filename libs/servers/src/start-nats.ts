import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.js';
import { keptSecret } from './kept-secret.js';
import type { ServerProgram } from './locate-server.js';
import { spawnProcess, type LineLog, type RunningProcess } from './spawn-process.js';

/** A server that this process started, with the URL (its password included) that reaches it. */
export interface RunningServer extends RunningProcess {
  readonly url: string;
  readonly port: number;
}

export interface NatsOptions {
  readonly program: ServerProgram;
  /** Keeps `nats/` (configuration, password and JetStream's store). */
  readonly dataDir: string;
  readonly port?: number;
  readonly log?: LineLog;
}

/** Starts nats-server with JetStream on 127.0.0.1, for holders of its password only. */
export async function startNats(options: NatsOptions): Promise<RunningServer> {
  const directory = resolve(options.dataDir, 'nats');
  const store = join(directory, 'jetstream');
  await mkdir(store, { recursive: true, mode: 0o700 });
  const password = await keptSecret(directory, 'password');
  const port = options.port ?? (await freePort());
  const configuration = join(directory, 'nats.conf');
  await writeFile(configuration, configurationText(port, store, password), { mode: 0o600 });
  const process = await spawnProcess({
    name: 'nats-server',
    command: options.program.command,
    args: ['-c', configuration],
    env: { ...options.program.env },
    cwd: directory,
    onLine: options.log ?? (() => undefined),
    isReady: { line: (line) => line.includes('Server is ready') },
  });
  return { ...process, port, url: `nats://meshpair:${password}@127.0.0.1:${port}` };
}

const configurationText = (port: number, store: string, password: string): string => `
host: "127.0.0.1"
port: ${port}
server_name: "meshpair"
jetstream { store_dir: ${JSON.stringify(store)} }
authorization { user: "meshpair", password: ${JSON.stringify(password)} }
`;
