import { connect, type Socket } from 'node:net';

/** A request as the driver sends it. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface BenchAnswer {
  readonly status: number;
  /** By their names in lower case; several `set-cookie` are joined by a line feed. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

interface Waiting {
  resolve(answer: BenchAnswer): void;
  reject(error: Error): void;
}

const HEAD_END = '\r\n\r\n';
const EMPTY: Buffer = Buffer.alloc(0);

/** One keep-alive connection, one request at a time: the least that a client can cost (RFC 9112). */
export class HttpConnection {
  private readonly socket: Socket;
  private received: Buffer = EMPTY;
  private waiting: Waiting | undefined;

  constructor(private readonly origin: URL) {
    this.socket = connect({ host: origin.hostname, port: Number(origin.port), noDelay: true });
    this.socket.on('data', (chunk: Buffer) => this.take(chunk));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  request({ method, path, headers = {}, body = '' }: BenchRequest): Promise<BenchAnswer> {
    if (this.waiting) throw new Error('one request at a time');
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const length = method === 'POST' ? `content-length: ${Buffer.byteLength(body)}\r\n` : '';
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(
        `${method} ${path} HTTP/1.1\r\nhost: ${this.origin.host}\r\n${lines.join('')}${length}\r\n${body}`,
      );
    });
  }

  close(): void {
    this.socket.removeAllListeners('close').destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    try {
      const answer = parse(this.received);
      if (answer === undefined) return;
      this.received = EMPTY;
      const { waiting } = this;
      this.waiting = undefined;
      waiting?.resolve(answer);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.reject(error);
  }
}

/** The answer, when all of it is here. */
function parse(received: Buffer): BenchAnswer | undefined {
  const end = received.indexOf(HEAD_END);
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = received.toString('latin1', 0, end).split('\r\n');
  const headers = headersOf(lines);
  const body = bodyOf(received.subarray(end + HEAD_END.length), headers);
  return body === undefined ? undefined : { status: Number(statusLine.slice(9, 12)), headers, body };
}

function headersOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  return headers;
}

function bodyOf(rest: Buffer, headers: ReadonlyMap<string, string>): string | undefined {
  if (headers.get('transfer-encoding') === 'chunked') return chunkedBodyOf(rest);
  const length = Number(headers.get('content-length') ?? 0);
  return rest.length < length ? undefined : rest.toString('utf8', 0, length);
}

function chunkedBodyOf(rest: Buffer): string | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (rest.length < next) return undefined;
    if (size === 0) return Buffer.concat(chunks).toString('utf8');
    chunks.push(rest.subarray(lineEnd + 2, next - 2));
    at = next;
  }
}
