import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { waitFor } from '@meshpair/testing';

export interface Told {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
}

interface TargetAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server on this machine that notes what it is told, path by path. */
export class Target {
  readonly told: Told[] = [];
  /** What it answers. */
  answer: (told: Told) => TargetAnswer = () => ({ status: 204 });

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Target> {
    const server = createServer();
    const target = new Target(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const bytes = Buffer.concat(parts);
        const told = {
          path: request.url ?? '',
          headers: request.headers,
          body: bytes.toString('utf8'),
          bytes,
        };
        target.told.push(told);
        const { status, headers = {}, body: text = '' } = target.answer(told);
        response.writeHead(status, headers).end(text);
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return target;
  }

  urlOf(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  at(path: string): readonly Told[] {
    return this.told.filter((told) => told.path === path);
  }

  /** What it has been told at a path, once that is so many requests. */
  untilTold(path: string, count = 1): Promise<readonly Told[]> {
    return waitFor(() => this.at(path).length >= count && this.at(path), { message: `${count} at ${path}` });
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** The event in a request, once its signature is found to be right. Throws what `standardwebhooks` does. */
export const verified = (told: Told, secret: string): Readonly<Record<string, unknown>> =>
  new Webhook(secret).verify(told.body, told.headers as Record<string, string>) as Record<string, unknown>;
