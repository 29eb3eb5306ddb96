import { fork } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '@meshpair/servers';
import { testNatsUrl } from './test-environment.js';

export interface LoneGateway {
  readonly baseUrl: string;
  /** Sends its process a message, and waits for one of its own. */
  tell(message: number): Promise<void>;
  /** Asks it to stop, and answers its exit code. */
  stop(): Promise<number | null>;
}

/** A gateway process on a real NATS on which nobody answers its commands. */
export async function startLoneGateway(
  settings: Readonly<Record<string, string>> = {},
  [program = '', ...args]: readonly string[] = ['apps/gateway/bundle/main.js'],
): Promise<LoneGateway> {
  const port = await freePort();
  const child = fork(program, args, {
    env: { NATS_URL: testNatsUrl(), HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn', ...settings },
    execArgv: [],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [message] = (await Promise.race([once(child, 'message'), exited])) as [unknown];
  if (typeof message !== 'object' || message === null) throw new Error('the gateway did not start');
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    tell: async (message) => {
      child.send(message);
      await once(child, 'message');
    },
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
}
