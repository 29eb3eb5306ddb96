import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { part, Readiness } from './readiness.js';
import { serveHealth } from './run-service.js';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('../dist/ask-health.js', import.meta.url));

describe('the health of a service, asked from outside', () => {
  let directory: string;
  let sockets = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'meshpair-health-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** The exit code and the words of the health check of a container. */
  const ask = (socket: string): Promise<string> =>
    run(process.execPath, [PROGRAM], { env: { HEALTH_SOCKET: socket } }).then(
      () => '0',
      ({ code, stderr }: { code: number; stderr: string }) => `${code} ${stderr.trim()}`,
    );

  async function served(readiness: Pick<Readiness, 'missing'>): Promise<string> {
    const socket = join(directory, `${(sockets += 1)}.sock`);
    await serveHealth(socket, readiness);
    return socket;
  }

  it('follows the parts that the service needs', async () => {
    const readiness = new Readiness();
    const isUp = { postgres: true, nats: true };
    readiness.needs(
      part('postgres', () => Promise.resolve(isUp.postgres)),
      part('nats', () => Promise.resolve(isUp.nats)),
    );
    const socket = await served(readiness);
    expect(await ask(socket)).toBe('1 not ready: starting');
    readiness.markReady();
    expect(await ask(socket)).toBe('0');
    isUp.nats = false;
    expect(await ask(socket)).toBe('1 not ready: nats');
    isUp.postgres = false;
    expect(await ask(socket)).toBe('1 not ready: postgres, nats');
    [isUp.postgres, isUp.nats] = [true, true];
    expect(await ask(socket)).toBe('0');
    readiness.markStopping();
    expect(await ask(socket)).toBe('1 not ready: stopping');
  });

  it('is bad when the service is not there, cannot tell, or does not answer', async () => {
    expect(await ask(join(directory, 'nobody.sock'))).toMatch(/^1 .*ENOENT/);
    expect(await ask(await served({ missing: () => Promise.reject(new Error('broken')) }))).toBe(
      '1 the service cannot tell',
    );
    expect(await ask(await served({ missing: () => new Promise(() => undefined) }))).toBe(
      '1 the service does not answer',
    );
  });

  it('takes over the socket of a process that was killed', async () => {
    const readiness = new Readiness();
    readiness.markReady();
    const socket = await served(readiness);
    await serveHealth(socket, readiness);
    expect(await ask(socket)).toBe('0');
  });
});
