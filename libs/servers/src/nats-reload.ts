import { unwatchFile, watchFile } from 'node:fs';
import type { RunningProcess } from './spawn-process.js';

const LOOK_MS = 500;

const RELOADED = /Reloaded server configuration|Failed to reload/;

/** Has a nats-server read its configuration again whenever a file of it changes, until the server has left. */
export interface NatsReload {
  /** Takes what the server writes. */
  readonly onLine: (line: string) => void;
  follow(process: Pick<RunningProcess, 'pid' | 'exited'>): void;
}

/**
 * Twice each time: a server that takes up a new account makes its imports before it knows the account, so that they lead
 * nowhere until the next time (nats-server 2.9.10, 2.10.27 and 2.15.1). Connections stay.
 */
export function natsReload(file: string): NatsReload {
  let left = 0;
  let signal = (): void => undefined;
  const begin = (): void => {
    left = 2;
    signal();
  };
  return {
    onLine: (line) => {
      if (left === 0 || !RELOADED.test(line)) return;
      left -= 1;
      if (left > 0) signal();
    },
    follow: ({ pid, exited }) => {
      signal = () => {
        try {
          process.kill(pid, 'SIGHUP');
        } catch {
          // It has just left, and reads the file when it is started again.
        }
      };
      watchFile(file, { interval: LOOK_MS, persistent: false }, begin);
      const leaveIt = (): void => unwatchFile(file, begin);
      void exited.then(leaveIt, leaveIt);
    },
  };
}
