import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deviceAddress,
  type HttpAnswer,
  type HttpCall,
  HttpClient,
  pairDevice,
  type RunningSystem,
  startSystem,
  waitFor,
} from '@meshpair/testing';

/** More than twice what the gateway has in flight at once. */
const CLIENTS = 40;
const SOCKETS_EACH = 30;
const REQUESTS = 9_000;

const MOST_MEGABYTES = 600;
const MAY_ANSWER = [200, 201, 404, 429, 503];

/** How many connections wait at the port until the server takes them. */
async function waitingAt(port: number): Promise<number> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const table = await readFile('/proc/net/tcp', 'utf8');
  const [, waiting = '0'] = new RegExp(`:${hex} 0+:0000 0A 0+:([0-9A-F]+) `).exec(table) ?? [];
  return Number.parseInt(waiting, 16);
}

async function residentMegabytes(pid: number): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

describe('a gateway with twice the load that it can carry', () => {
  let system: RunningSystem;
  let owner: HttpClient;
  let monitor: HttpClient;
  let clients: readonly HttpClient[];

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off', LOG_LEVEL: 'warn' } });
    owner = new HttpClient(system.baseUrl);
    monitor = new HttpClient(system.baseUrl, deviceAddress(499), 1);
    clients = Array.from(
      { length: CLIENTS },
      (_, index) => new HttpClient(system.baseUrl, deviceAddress(500 + index), SOCKETS_EACH),
    );
  });

  afterAll(async () => {
    for (const client of [owner, monitor, ...(clients ?? [])]) client?.close();
    await system?.stop();
  });

  it('lets a burst of clients wait while it is busy, and none of them has to come again', async () => {
    const [gateway] = system.processesOf('gateway');
    if (!gateway) throw new Error('a mesh has a gateway');
    process.kill(gateway.pid, 'SIGSTOP');
    const calls = clients.flatMap((client) =>
      Array.from({ length: SOCKETS_EACH }, () => client.call({ path: '/health/live' })),
    );
    try {
      await waitFor(async () => (await waitingAt(Number(new URL(system.baseUrl).port))) === calls.length);
    } finally {
      process.kill(gateway.pid, 'SIGCONT');
    }
    expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('answers every request, sheds with Retry-After, keeps its memory, and pairs afterwards', async () => {
    const calls: readonly HttpCall[] = [
      { method: 'POST', path: '/pairing/start', bearer: system.ownerKey, json: {} },
      {
        method: 'POST',
        path: '/pairing/connect',
        json: { token: 'A'.repeat(43), device: { name: 'Phone' } },
      },
      { path: '/nodes', bearer: system.ownerKey },
      { path: '/pairing?state=open&limit=5', bearer: system.ownerKey },
    ];
    const answers: HttpAnswer[] = [];
    // Connected before: this process may be too busy to send within ten seconds of connecting, and rightly get 408.
    const health = async (): Promise<number> => (await monitor.call({ path: '/health/live' })).status;
    const healths = [await health()];
    let begun = 0;
    const drive = async (client: HttpClient): Promise<void> => {
      while (begun < REQUESTS) {
        begun += 1;
        if (begun % 500 === 0) healths.push(await health());
        answers.push(await client.call(calls[begun % calls.length]!));
      }
    };
    await Promise.all(clients.flatMap((client) => Array.from({ length: SOCKETS_EACH }, () => drive(client))));

    expect(answers.length).toBeGreaterThanOrEqual(REQUESTS);
    expect(answers.filter(({ status }) => !MAY_ANSWER.includes(status))).toEqual([]);
    const shed = answers.filter(({ status }) => status === 503 || status === 429);
    expect(shed.length).toBeGreaterThan(0);
    expect(shed.filter(({ headers }) => !/^\d+$/.test(headers['retry-after'] ?? ''))).toEqual([]);
    const carried = answers.filter(({ status }) => status < 300);
    expect(carried.length).toBeGreaterThan(REQUESTS / 20);
    expect(new Set(healths)).toEqual(new Set([200]));

    const flow = await pairDevice(system.baseUrl, owner, system.ownerKey, 1);
    expect([flow.verify.body.state, flow.claim.status]).toEqual(['DeviceRegistered', 200]);
    for (const { pid } of system.processesOf('gateway')) {
      expect(await residentMegabytes(pid)).toBeLessThan(MOST_MEGABYTES);
    }
  });
});
