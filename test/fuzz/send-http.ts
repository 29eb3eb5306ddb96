import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import type { HttpInput, Insert } from './http-input.js';
import type { Material } from './material.js';

/** What came back. Status 0: the connection ended without an answer. */
export interface HttpOutcome {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | undefined;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const DEADLINE_MS = 20_000;
const CLOSED: HttpOutcome = { status: 0, type: '', retryAfter: undefined, text: '', body: {} };

const hasCode = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error;

/** Sends inputs over connections that are kept alive. */
export class HttpSender {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(
    private readonly baseUrl: string,
    private readonly material: Material,
  ) {}

  async send(input: HttpInput): Promise<HttpOutcome> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.sendOnce(input);
      } catch (error) {
        // A kept connection that the server closes at this moment says nothing about the input.
        if (!hasCode(error) || !['ECONNRESET', 'EPIPE'].includes(error.code ?? '')) throw error;
        if (tries >= 2) return CLOSED;
      }
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private sendOnce(input: HttpInput): Promise<HttpOutcome> {
    const text = (value: Insert | undefined): string => String(this.material.resolve(value ?? ''));
    const pairs = input.query.map(([name, value]): [string, string] => [name, text(value)]);
    const search = pairs.length > 0 ? `?${new URLSearchParams(pairs).toString()}` : '';
    const path = `${input.path.map(text).join('')}${search}`;
    const body = this.bodyOf(input);
    const { hostname, port } = new URL(this.baseUrl);
    return new Promise((resolve, reject) => {
      const options = { hostname, port, path, method: input.method, agent: this.agent };
      const sent = request({ ...options, headers: this.headersOf(input, body) }, (response) =>
        resolve(read(response)),
      );
      sent.setTimeout(DEADLINE_MS, () => sent.destroy(new Error(`no answer within ${DEADLINE_MS} ms`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  private bodyOf({ body }: HttpInput): string | undefined {
    if (body === undefined) return undefined;
    const content = this.material.resolve(body.content);
    if (body.as === 'json') return JSON.stringify(content);
    if (typeof content === 'string') return content;
    if (body.as === 'text' || typeof content !== 'object' || content === null) return JSON.stringify(content);
    const pairs = Object.entries(content).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
    ]);
    return new URLSearchParams(pairs).toString();
  }

  private headersOf(input: HttpInput, body: string | undefined): OutgoingHttpHeaders {
    const headers: OutgoingHttpHeaders = {};
    for (const [name, value] of Object.entries(input.headers)) {
      headers[name] = this.material.resolve(value) as string | string[];
    }
    const { authorization } = headers;
    if (authorization && !/[ \t]/.test(String(authorization)))
      headers.authorization = `Bearer ${String(authorization)}`;
    if (input.body?.type !== undefined) headers['content-type'] = input.body.type;
    if (body !== undefined) headers['content-length'] = Buffer.byteLength(body);
    return headers;
  }
}

function read(response: IncomingMessage): Promise<HttpOutcome> {
  const type = response.headers['content-type'] ?? '';
  const outcome = (text: string): HttpOutcome => ({
    status: response.statusCode ?? 0,
    type,
    retryAfter: response.headers['retry-after'],
    text,
    body: parse(type, text),
  });
  // An open stream has no end to wait for.
  if (type.includes('event-stream')) {
    response.on('error', () => undefined);
    response.destroy();
    return Promise.resolve(outcome(''));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      try {
        resolve(outcome(Buffer.concat(chunks).toString('utf8')));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

function parse(type: string, text: string): Readonly<Record<string, unknown>> {
  // An export is a value a line.
  if (!/\bjson/.test(type) || text === '') return {};
  return JSON.parse(text) as Record<string, unknown>;
}

/** Sends bytes as they are on a connection of their own, and reads until the server ends it. */
export function sendRaw(baseUrl: string, bytes: string): Promise<HttpOutcome> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    const finish = (): void => {
      const text = Buffer.concat(chunks).toString('latin1');
      const status = Number(/^HTTP\/1\.1 ([2-5]\d\d)/m.exec(text)?.[1] ?? 0);
      const type = /^content-type: (.*)$/im.exec(text)?.[1] ?? '';
      const retryAfter = /^retry-after: (.*)$/im.exec(text)?.[1];
      // Of the body only the code matters here, and there may be several answers on the connection.
      const code = /"code":"(\w+)"/.exec(text)?.[1];
      resolve({ status, type, retryAfter, text, body: code === undefined ? {} : { code } });
    };
    socket.setTimeout(DEADLINE_MS, () => {
      socket.destroy();
      reject(new Error(`a raw connection was still open after ${DEADLINE_MS} ms`));
    });
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', finish);
    socket.on('close', finish);
    socket.end(Buffer.from(bytes, 'latin1'));
  });
}
