import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoneGateway, startLoneGateway } from '@meshpair/testing';

const PATHS = [
  '/',
  '/nodes',
  '/nowhere',
  '/assets/device.js',
  '/audit/events',
  '/health/ready',
  '/docs',
  '/graphql',
];

describe('a site that lets its name lead to the gateway', () => {
  let gateway: LoneGateway;

  beforeAll(async () => {
    gateway = await startLoneGateway({
      PUBLIC_URL: 'https://mesh.example',
      ALLOWED_HOSTS: 'pair.home.arpa',
      TRUST_PROXY: '127.0.0.2',
    });
  });

  afterAll(() => gateway.stop());

  /** Sends a request as it stands, from an address of the loopback; resolves with the whole answer. */
  const raw = (lines: readonly string[], localAddress = '127.0.0.1'): Promise<string> => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(gateway.baseUrl).port), localAddress });
    socket.end(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
    return text(socket);
  };
  const statusOf = async (...request: Parameters<typeof raw>): Promise<number> =>
    Number((await raw(...request)).slice(9, 12));

  it.each(PATHS)('is refused at %s with 421, and told which setting helps', async (path) => {
    const answer = await raw([`GET ${path} HTTP/1.1`, 'Host: evil.example:6969']);
    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
    expect(answer).toMatch(/application\/problem\+json[^]*"code":"misdirected_request"[^]*ALLOWED_HOSTS/);
  });

  it('is refused however it says its name', async () => {
    expect(await statusOf(['GET http://evil.example/health/live HTTP/1.1', 'Host: 127.0.0.1'])).toBe(421);
    expect(await statusOf(['GET /health/live HTTP/1.0', 'Host: evil.example'])).toBe(421);
    expect(await statusOf(['GET /health/live HTTP/1.1', 'Host:'])).toBe(421);
    expect(
      await statusOf(['POST /pairing/connect HTTP/1.1', 'Host: evil.example', 'Content-Length: 0']),
    ).toBe(421);
    const forwarded = ['GET /health/live HTTP/1.1', 'Host: evil.example', 'X-Forwarded-Host: mesh.example'];
    expect(await statusOf(forwarded)).toBe(421);
  });

  it('does not keep out who comes by an address or a name of the gateway', async () => {
    for (const host of [
      '127.0.0.1:6969',
      '[::1]',
      'localhost',
      'desktop.local',
      'mesh.example',
      'pair.home.arpa',
    ])
      expect(await statusOf(['GET /health/live HTTP/1.1', `Host: ${host}`])).toBe(200);
    expect(await statusOf(['GET /health/live HTTP/1.0'])).toBe(200);
    const proxied = (host: string): string[] => [
      'GET /health/live HTTP/1.1',
      'Host: upstream',
      `X-Forwarded-Host: ${host}`,
    ];
    expect(await statusOf(proxied('mesh.example'), '127.0.0.2')).toBe(200);
    expect(await statusOf(proxied('evil.example'), '127.0.0.2')).toBe(421);
  });
});
