import { createConnection } from 'node:net';
import { redisPrefix } from '@meshpair/jobs';
import { type RunningProcess, startNodeService } from '@meshpair/servers';
import { type RunningSystem, testEnvironment, testRedisUrl } from '@meshpair/testing';

/** The service of a mesh that was started without it, on times of a test's own. */
export const startWebhooks = (
  system: RunningSystem,
  lines: string[],
  { delaysMs, secret, previous = '' }: { delaysMs: readonly number[]; secret: string; previous?: string },
): Promise<RunningProcess> =>
  startNodeService({
    name: 'webhooks',
    entry: 'test/e2e/webhooks/hurried-webhooks.mjs',
    cwd: testEnvironment('repository'),
    env: {
      DATABASE_URL: system.databaseUrls.webhooks,
      NATS_URL: system.natsUrls.webhooks,
      NATS_EVENTS_URL: system.natsUrls['webhooks-events'],
      REDIS_URL: testRedisUrl(),
      WEBHOOK_SECRET: secret,
      WEBHOOK_PREVIOUS_SECRETS: previous,
      WEBHOOK_ALLOWED_RANGES: '127.0.0.1/32',
      LOG_LEVEL: 'debug',
      DELIVERY_TIMES: JSON.stringify({
        policy: { delaysMs, failingForMs: 86_400_000 },
        timeoutMs: 1_000,
        leaseMs: 1_500,
        sweepMs: 250,
      }),
    },
    onLine: (line) => lines.push(line),
  });

/** Takes away what Redis knows of a mesh's queues, as a restart without its data would. */
export async function forgetQueues({ databaseUrl }: Pick<RunningSystem, 'databaseUrl'>): Promise<void> {
  const { hostname, port, password } = new URL(testRedisUrl());
  const script = `for _, key in ipairs(redis.call('keys', ARGV[1])) do redis.call('del', key) end return 'forgotten'`;
  const socket = createConnection(Number(port), hostname);
  socket.write(`AUTH ${password}\r\nEVAL "${script}" 0 ${redisPrefix(databaseUrl)}:*\r\n`);
  await new Promise<void>((resolve, reject) => {
    let answer = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      answer += part;
      if (answer.includes('forgotten')) resolve();
      else if (answer.includes('-ERR')) reject(new Error(answer));
    });
    socket.on('error', reject);
  });
  socket.destroy();
}
