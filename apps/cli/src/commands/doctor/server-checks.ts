import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { probeNats } from '@meshpair/messaging';
import { probeDatabase } from '@meshpair/persistence';
import { type Finding, messageOf } from './outside-checks.js';

const PATIENCE_MS = 3000;

export async function checkPostgres(url: string | undefined): Promise<Finding> {
  return checked('Postgres', 'DATABASE_URL', url, async (databaseUrl) => {
    const { version, migrated } = await probeDatabase(databaseUrl);
    const isReady = migrated.length > 0;
    return {
      state: isReady ? 'ok' : 'failed',
      detail: `version ${version}, ${isReady ? `tables of ${migrated.join(' and ')}` : 'no tables'}`,
      ...(isReady ? {} : { advice: 'Run `npm run migrate`' }),
    };
  });
}

export async function checkNats(url: string | undefined): Promise<Finding> {
  return checked('NATS', 'NATS_URL', url, async (natsUrl) => {
    const { version, events } = await probeNats(natsUrl);
    return events === undefined
      ? {
          state: 'warning',
          detail: `version ${version}, no event stream yet`,
          advice: 'Start the pairing service',
        }
      : { state: 'ok', detail: `version ${version}, JetStream, ${events} events` };
  });
}

/** BullMQ uses Postgres when no Redis is set. */
export async function checkRedis(url: string | undefined): Promise<Finding> {
  if (url === undefined) return { name: 'Redis', state: 'ok', detail: 'not used: REDIS_URL is not set' };
  return checked('Redis', 'REDIS_URL', url, async (redisUrl) => {
    const answer = await askRedis(new URL(redisUrl));
    return /^(\+PONG|-NOAUTH)/.test(answer)
      ? { state: 'ok', detail: 'answers' }
      : { state: 'failed', detail: 'answers, but not as Redis does', advice: 'Check REDIS_URL' };
  });
}

/** The first line that a server says to an inline `PING` (RESP). */
function askRedis({ protocol, hostname, port }: URL): Promise<string> {
  const place = { host: hostname, port: Number(port || 6379) };
  const socket = protocol === 'rediss:' ? connectTls(place) : connect(place);
  return new Promise<string>((resolve, reject) => {
    socket.setTimeout(PATIENCE_MS, () => reject(new Error('no answer')));
    socket.once('error', reject);
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')));
    socket.write('PING\r\n');
  }).finally(() => socket.destroy());
}

/** Runs a check of one server; its URL is shown without the password. */
async function checked(
  name: string,
  setting: string,
  url: string | undefined,
  check: (url: string) => Promise<Omit<Finding, 'name'>>,
): Promise<Finding> {
  if (url === undefined)
    return {
      name,
      state: 'warning',
      detail: `not checked: ${setting} is not set, and no mesh runs from this directory`,
    };
  const place = url.replace(/\/\/[^@/]*@/g, '//');
  try {
    const finding = await check(url);
    return { ...finding, name, detail: `${place}: ${finding.detail}` };
  } catch (error) {
    return {
      name,
      state: 'failed',
      detail: `${place}: ${messageOf(error)}`,
      advice: `Is it running? See ${setting}`,
    };
  }
}
