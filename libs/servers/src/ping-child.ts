import type { ChildProcess } from 'node:child_process';

/** Asks a service of ours by IPC: its event loop turns. Whether it can work is for its readiness to say. */
export function pingChild(child: ChildProcess, signal: AbortSignal): Promise<void> {
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
