import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase, waitFor } from '@meshpair/testing';
import { AdvisoryLock } from './advisory-lock.js';

const OPTIONS = { name: 'a test', applicationName: 'lock-test' };

describe('AdvisoryLock', () => {
  let database: TestDatabase;
  let proxy: Server;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    const { port, hostname } = new URL(database.url);
    proxy = createServer((client) => {
      const server = connect(Number(port), hostname);
      sockets.push(client, server);
      for (const socket of [client, server]) socket.on('error', () => undefined);
      client.pipe(server);
      server.pipe(client);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
    await database.drop();
  });

  const throughProxy = (): string => {
    const url = new URL(database.url);
    const address = proxy.address();
    url.port = String(typeof address === 'object' && address?.port);
    return url.href;
  };

  /** What is sent stays with us, and nobody is told. */
  const swallow = (): void => {
    for (const socket of sockets) socket.unpipe().pause();
  };

  it('is held by one, and free again when that one closes', async () => {
    const [first, second] = await Promise.all([
      AdvisoryLock.connect(database.url, OPTIONS),
      AdvisoryLock.connect(database.url, OPTIONS),
    ]);
    expect([await first.tryAcquire(), await second.tryAcquire()]).toEqual([true, false]);
    await first.close();
    await waitFor(() => second.tryAcquire());
    await second.close();
  });

  it('tells that it is lost, and closes, when its connection goes dead without a word', async () => {
    const lock = await AdvisoryLock.connect(throughProxy(), OPTIONS);
    expect(await lock.tryAcquire()).toBe(true);
    swallow();
    await lock.guard(
      () => new Promise<void>((resolve) => lock.lost.addEventListener('abort', () => resolve())),
    );
    await lock.close();
  }, 30_000);
});
