import type { ChildProcess } from 'node:child_process';
import type { ProcessLedger } from './process-ledger.js';
import { type LineLog, type RunningProcess, spawnProcess } from './spawn-process.js';

export interface NodeServiceOptions {
  readonly name: string;
  /** The built program, relative to `cwd`; the command line names it. */
  readonly entry: string;
  readonly cwd: string;
  /** The service's settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Notes what is started. */
  readonly ledger?: ProcessLedger;
  readonly onLine: LineLog;
}

/** What a Node process needs of ours, beside its settings. */
const INHERITED = [
  'PATH',
  'HOME',
  'TZ',
  'LANG',
  'NODE_ENV',
  'NODE_OPTIONS',
  'NODE_COMPILE_CACHE',
  'NODE_EXTRA_CA_CERTS',
];

/** Starts a service of ours with this Node; it is ready when it says so by IPC. */
export const startNodeService = ({
  name,
  entry,
  cwd,
  env,
  ledger,
  onLine,
}: NodeServiceOptions): Promise<RunningProcess> =>
  spawnProcess({
    name,
    command: process.execPath,
    args: [entry],
    cwd,
    env: { ...Object.fromEntries(INHERITED.map((key) => [key, process.env[key]])), ...env },
    ledger,
    onLine,
    isReady: { message: isReadyMessage },
    answers: pingChild,
  });

const isReadyMessage = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';

/** Asks a service of ours by IPC: its event loop turns. Whether it can work is for its readiness to say. */
function pingChild(child: ChildProcess, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      child.off('message', onMessage);
      signal.removeEventListener('abort', onAbort);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onMessage = (message: unknown): void => {
      if (isPong(message)) settle();
    };
    const onAbort = (): void => settle(signal.reason as Error);
    child.on('message', onMessage);
    signal.addEventListener('abort', onAbort);
    child.send({ type: 'ping' }, (error) => {
      if (error !== null) settle(error);
    });
  });
}

const isPong = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'pong';
