import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpClient, type LoneGateway, startLoneGateway } from '@meshpair/testing';

/** The gateway allows 10 s for the headers, 15 s for a whole request, looks every second and lingers for one. */
const HEADERS_MS = 10_000;
const PATIENCE_MS = 40_000;
const DRIP_MS = 500;

/** Sends a little every now and then and never closes; says what it got when it was cut off. */
function drip(socket: Socket, first: string, more: string): Promise<string> {
  let answer = '';
  socket.write(first);
  const timer = setInterval(() => socket.writable && socket.write(more), DRIP_MS);
  return new Promise<string>((resolve) => {
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => resolve(answer));
    socket.on('end', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  }).finally(() => {
    clearInterval(timer);
    socket.destroy();
  });
}

describe('a client that is slow on purpose', () => {
  let gateway: LoneGateway;

  beforeAll(async () => {
    gateway = await startLoneGateway({}, ['test/e2e/gateway/gateway-made-busy.mjs']);
  });

  afterAll(() => gateway.stop());

  const open = (): Socket =>
    connect({ port: Number(new URL(gateway.baseUrl).port), host: '127.0.0.1', allowHalfOpen: true });

  const head =
    'POST /pairing/connect HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n';

  it(
    'is cut off, whether it is slow with its headers, its body or anything',
    async () => {
      const answers = await Promise.all([
        drip(open(), 'GET / HTTP/1.1\r\nHost: localhost\r\nX-', 'a'),
        drip(open(), head, ' '),
        drip(open(), '', ''),
      ]);
      for (const answer of answers) {
        expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
        // It has no body, so it promises none.
        expect(answer).not.toMatch(/content-type/i);
      }
    },
    PATIENCE_MS,
  );

  it(
    'is not one whose request waits for a gateway that is busy itself, before it is slow with the next',
    async () => {
      const [socket, later] = [open(), new HttpClient(gateway.baseUrl)];
      await once(socket, 'connect');
      // The connection is taken up before one that came later, while nothing of its request is there.
      await later.call({ path: '/health/live' });
      later.close();
      await gateway.tell(HEADERS_MS + 2_000);
      const request = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n';
      const answers = await drip(socket, `${request}GET / HTTP/1.1\r\nHost: localhost\r\nX-`, 'a');
      expect(answers).toMatch(/^HTTP\/1\.1 200 /);
      expect(answers).toMatch(/HTTP\/1\.1 408 /);
    },
    PATIENCE_MS,
  );
});
