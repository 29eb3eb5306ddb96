import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { problemOf } from './problem-of.js';

/**
 * A client that takes longer to send its headers, or its whole request, is cut off: nobody holds a connection by being
 * slow. `connectionsCheckingInterval` is how often that is looked for.
 */
export const SLOW_CLIENT_MS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
} as const;

/** A client that does not close after our last word is cut off after this time. */
const LINGER_MS = 1_000;

const TIMED_OUT = ['HTTP/1.1 408 Request Timeout', 'Content-Length: 0', 'Connection: close', '', ''];

/** What never becomes a request is answered on the socket: what comes too late, is not HTTP, or has too large a header. */
export class UnreadableRequests {
  private readonly newest = new WeakMap<Socket, IncomingMessage>();

  watch({ server }: FastifyInstance): void {
    server.on('request', (request) => this.newest.set(request.socket, request));
  }

  readonly answer = (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET') return void socket.destroy();
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return this.refuseUnlessSent(socket);
    const body = JSON.stringify(problemOf({ code: 'invalid_request' }));
    endWith(socket, [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ]);
  };

  /**
   * Node looks at the time before it reads, so that a request that waits for a busy process seems late. It is refused only
   * if what the system had for us did not complete it.
   */
  private refuseUnlessSent(socket: Socket): void {
    const before = this.completed(socket);
    setImmediate(() => {
      const completed = this.completed(socket);
      if (!completed || completed === before) endWith(socket, TIMED_OUT);
    });
  }

  private completed(socket: Socket): IncomingMessage | undefined {
    const request = this.newest.get(socket);
    return request?.complete === true ? request : undefined;
  }
}

function endWith(socket: Socket, lines: readonly string[]): void {
  if (!socket.writable) return void socket.destroy();
  socket.end(lines.join('\r\n'));
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
