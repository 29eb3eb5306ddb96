import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AddressProxy {
  /** For a browser context's `proxy`; Chromium takes loopback through a proxy only with `bypass: '<-loopback>'`. */
  readonly url: string;
  close(): void;
}

/** An HTTP proxy whose requests leave from one address of 127.0.0.0/8: what is behind it has that address. */
export async function startAddressProxy(localAddress: string): Promise<AddressProxy> {
  const server = createServer((incoming, answer) => {
    const { method, headers } = incoming;
    const outgoing = request(incoming.url ?? '', { method, headers, localAddress }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
      response.on('error', () => answer.destroy());
    });
    outgoing.on('error', () => answer.destroy());
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
