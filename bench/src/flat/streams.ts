import { connect, type Socket } from 'node:net';
import { cpus } from 'node:os';
import { deviceAddress } from '@meshpair/testing';
import { type Part, readCpu, readMemory } from '../cost/process-cost.js';
import { HttpConnection } from '../driver/http-connection.js';
import { expectStatus } from '../driver/pairing-flows.js';
import type { BenchMesh } from '../mesh.js';
import { quantile, type Say } from './say.js';

const COUNTS = [10, 10_000] as const;
const AT_A_TIME = 32;
/** Two heartbeats. */
const REST_SECONDS = 30;
/** How many pairings end while the others go on. */
const ENDS = 200;
/** The last event of a pairing that its owner cancels. */
const END = 'PairingFailed';

/** A pairing whose owner follows it. */
interface Followed {
  readonly pairingId: string;
  readonly ownerKey: string;
  readonly stream: EventStream;
}

/** `GET /pairing/{id}/events`, from an address of its own. */
class EventStream {
  readonly opened: Promise<void>;
  /** When its last event came, by `performance.now()`. */
  readonly ended: Promise<number>;
  private readonly socket: Socket;

  constructor(origin: URL, path: string, ownerKey: string, address: string) {
    this.socket = connect({ host: origin.hostname, port: Number(origin.port) });
    this.socket.setEncoding('latin1');
    this.socket.write(
      `GET ${path} HTTP/1.1\r\nhost: ${origin.host}\r\nauthorization: Bearer ${ownerKey}\r\nx-forwarded-for: ${address}\r\n\r\n`,
    );
    const opened = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<number>();
    [this.opened, this.ended] = [opened.promise, ended.promise];
    ended.promise.catch(() => undefined);
    this.socket.on('data', (text: string) => {
      if (text.startsWith('HTTP/1.1 ')) {
        if (text.startsWith('HTTP/1.1 200')) opened.resolve();
        else opened.reject(new Error(`${path} answered ${text.slice(9, 300)}`));
      }
      if (text.includes(END)) ended.resolve(performance.now());
    });
    const fail = (): void => {
      const error = new Error(`the stream ${path} broke off`);
      opened.reject(error);
      ended.reject(error);
    };
    this.socket.on('error', fail).on('close', fail);
  }

  close(): void {
    this.socket.destroy();
  }
}

/** What event streams cost a gateway at rest, and how late each hears of the end, with few of them and with many. */
export async function flatStreams(mesh: BenchMesh, say: Say, progress: Say): Promise<void> {
  say('Event streams at one gateway, each of a pairing and an address of its own');
  const gateway: Part = { name: 'gateway', pids: mesh.system.processesOf('gateway').map(({ pid }) => pid) };
  const parts = mesh.target(1).parts;
  const memory = (): number => readMemory([gateway])['gateway'] ?? 0;
  const before = memory();
  for (const count of COUNTS) {
    const followed = await follow(mesh, count, progress);
    try {
      const rest = await restOf(parts);
      const late = await endSome(mesh, followed);
      const each = ((memory() - before) * 1000) / count;
      say(
        `  ${String(count).padStart(6)} streams: gateway ${each.toFixed(0)} kB a stream; at rest ${rest}; ` +
          `the end is heard after p50 ${quantile(late, 0.5).toFixed(1)} ms, p99 ${quantile(late, 0.99).toFixed(1)} ms`,
      );
    } finally {
      for (const { stream } of followed) stream.close();
    }
  }
}

/** Starts pairings and follows them, some at a time. */
async function follow(mesh: BenchMesh, count: number, progress: Say): Promise<readonly Followed[]> {
  const origin = new URL(mesh.system.baseUrl);
  const followed: Followed[] = [];
  let begun = 0;
  const work = async (): Promise<void> => {
    const connection = new HttpConnection(origin);
    while (begun < count) {
      const index = (begun += 1);
      const ownerKey = mesh.ownerKeys[index % mesh.ownerKeys.length] ?? '';
      const headers = { authorization: `Bearer ${ownerKey}`, 'content-type': 'application/json' };
      const started = await connection.request({
        method: 'POST',
        path: '/pairing/start',
        headers,
        body: '{}',
      });
      const pairingId = String(expectStatus(started, 201, '/pairing/start')['pairingId']);
      const stream = new EventStream(origin, `/pairing/${pairingId}/events`, ownerKey, deviceAddress(index));
      await stream.opened;
      followed.push({ pairingId, ownerKey, stream });
      if (followed.length % 2_000 === 0) progress(`  ${followed.length.toLocaleString('en')} streams …`);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, count) }, work));
  return followed;
}

/** The share of one core that each part takes while nothing happens. */
async function restOf(parts: readonly Part[]): Promise<string> {
  const before = readCpu(parts).parts;
  await new Promise((resolve) => setTimeout(resolve, REST_SECONDS * 1000));
  const after = readCpu(parts).parts;
  const shares = parts.map(({ name }) => ({
    name,
    percent: ((after[name] ?? 0) - (before[name] ?? 0)) / (REST_SECONDS * 10),
  }));
  const sum = shares.reduce((total, { percent }) => total + percent, 0);
  const largest = shares
    .filter(({ percent }) => percent >= 1)
    .map((each) => `${each.name} ${each.percent.toFixed(0)} %`);
  return `${sum.toFixed(0)} % of one of ${cpus().length} cores${largest.length > 0 ? ` (${largest.join(', ')})` : ''}`;
}

/** Milliseconds from the request that cancels a pairing to the event at its stream, one pairing after another. */
async function endSome(mesh: BenchMesh, followed: readonly Followed[]): Promise<readonly number[]> {
  const connection = new HttpConnection(new URL(mesh.system.baseUrl));
  const late: number[] = [];
  for (const { pairingId, ownerKey, stream } of followed.slice(0, ENDS)) {
    const sent = performance.now();
    const path = `/pairing/${pairingId}`;
    const headers = { authorization: `Bearer ${ownerKey}` };
    const { status } = await connection.request({ method: 'DELETE', path, headers });
    if (status >= 300) throw new Error(`${path} answered ${status}`);
    late.push((await stream.ended) - sent);
  }
  connection.close();
  return late;
}
