import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to a gateway on which answers get lost. */
export class LosingProxy {
  /** How many answers were lost. */
  lost = 0;
  /** The gateway; known once it runs. */
  target = '';
  private lose: string | undefined;

  private constructor(private readonly server: Server) {
    server.on('request', (incoming, outgoing) => {
      const { method, headers, url = '' } = incoming;
      const sent = request(new URL(url, this.target), { method, headers, agent: false }, (answer) => {
        if (this.lose === url) {
          this.lose = undefined;
          this.lost += 1;
          answer.resume();
          return void outgoing.destroy();
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      sent.on('error', () => outgoing.destroy());
      outgoing.on('close', () => sent.destroy());
      incoming.pipe(sent);
    });
  }

  static async open(): Promise<LosingProxy> {
    const server = createServer();
    const proxy = new LosingProxy(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next answer from that path does not arrive; the gateway has done what was asked. */
  loseNext(path: string): void {
    this.lose = path;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
