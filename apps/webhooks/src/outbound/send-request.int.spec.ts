import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@meshpair/testing';
import { addressCheck } from './address-check.js';
import { type Address, type Outbound, type OutboundAnswer, sendRequest } from './send-request.js';

const LOOPBACK: Address = { address: '127.0.0.1', family: 4 };

describe('a request to the outside', () => {
  let server: Server | undefined;
  let requests = 0;

  const serve = async (listener: RequestListener): Promise<number> => {
    requests = 0;
    server = createServer((request, response) => {
      requests += 1;
      request.resume();
      listener(request, response);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  const send = (url: string, outbound: Partial<Outbound> = {}): Promise<OutboundAnswer> =>
    sendRequest(
      { url, headers: { 'content-type': 'text/plain' }, body: 'hello' },
      {
        isAllowed: addressCheck(['127.0.0.1/32']),
        resolve: () => Promise.resolve([LOOPBACK]),
        timeoutMs: 5_000,
        signal: new AbortController().signal,
        ...outbound,
      },
    );
  const refused = { kind: 'unanswered', reason: expect.stringContaining('private or reserved address') };

  afterEach(async () => {
    server?.closeAllConnections();
    if (server?.listening) await once(server.close(), 'close');
  });

  it('posts the body and reads the answer', async () => {
    const port = await serve((request, response) => {
      response.writeHead(429, { 'retry-after': '7' });
      response.end(`${request.method} ${request.headers['content-length']} ${request.headers.host}`);
    });
    expect(await send(`http://name.test:${port}/x`)).toEqual({
      kind: 'answered',
      status: 429,
      retryAfter: '7',
      body: `POST 5 name.test:${port}`,
    });
  });

  it('goes to no address of the inside, by whatever name or number, and no connection is made', async () => {
    const port = await serve((_request, response) => response.end());
    const isAllowed = addressCheck([]);
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[64:ff9b::7f00:1]',
    ])
      expect(await send(`http://${host}:${port}/`, { isAllowed })).toEqual(refused);
    const inside = ['127.0.0.1', '10.0.0.1', '::1', '::ffff:7f00:1', 'fd00::1'];
    for (const address of inside) {
      const resolve = (): Promise<readonly Address[]> =>
        Promise.resolve([{ address, family: address.includes(':') ? 6 : 4 }]);
      expect(await send(`http://name.test:${port}/`, { isAllowed, resolve })).toEqual(refused);
    }
    expect(requests).toBe(0);
  });

  it('is refused when the name leads elsewhere by the time of the connection: it is resolved once, and that is checked', async () => {
    const port = await serve((_request, response) => response.end());
    const answers: Address[] = [{ address: '1.1.1.1', family: 4 }, LOOPBACK];
    let questions = 0;
    const resolve = async (): Promise<readonly Address[]> => {
      const answer = answers[Math.min(questions, 1)] ?? LOOPBACK;
      questions += 1;
      return [answer];
    };
    // Nothing else looks the name up, so that no second answer can come between.
    questions = 1;
    expect(await send(`http://name.test:${port}/`, { isAllowed: addressCheck([]), resolve })).toEqual(
      refused,
    );
    expect(questions).toBe(2);
    expect(requests).toBe(0);
  });

  it('takes of several addresses those that it may', async () => {
    const port = await serve((_request, response) => response.end());
    const resolve = (): Promise<readonly Address[]> =>
      Promise.resolve([{ address: '10.0.0.1', family: 4 }, LOOPBACK]);
    expect(await send(`http://name.test:${port}/`, { resolve })).toMatchObject({ status: 200 });
  });

  it('follows no redirect', async () => {
    const port = await serve((_request, response) => response.writeHead(307, { location: '/inside' }).end());
    expect(await send(`http://name.test:${port}/`)).toMatchObject({ kind: 'answered', status: 307 });
    expect(requests).toBe(1);
  });

  it('reads 64 KiB of an answer that does not end, and hangs up', async () => {
    const hungUp = new Set<Socket>();
    const port = await serve((request, response) => {
      const { socket } = request;
      socket.on('error', () => undefined).on('close', () => hungUp.add(socket));
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        response.once('drain', more);
      };
      more();
    });
    const answer = await send(`http://name.test:${port}/`);
    expect(answer.kind === 'answered' && answer.body.length).toBe(65_536);
    await waitFor(() => hungUp.size === 1, { message: 'the end of the connection' });
  });

  it('gives up on an answer that does not come, and says so', async () => {
    const port = await serve(() => undefined);
    expect(await send(`http://name.test:${port}/`, { timeoutMs: 100 })).toEqual({
      kind: 'unanswered',
      reason: 'no answer within 0.1 s',
    });
  });

  it('says what failed, without the URL', async () => {
    const port = await serve(() => undefined);
    server?.close();
    const answer = await send(`http://name.test:${port}/secret-path`);
    expect(answer).toEqual({ kind: 'unanswered', reason: 'ECONNREFUSED' });
    expect(
      await send(`https://name.test:${port}/`, { resolve: () => Promise.reject(new Error('no')) }),
    ).toEqual({
      kind: 'unanswered',
      reason: 'the connection failed',
    });
  });
});
