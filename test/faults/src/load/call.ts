import { Agent, request, type IncomingHttpHeaders } from 'node:http';

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly bearer?: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** What the client believes that the time is. */
  readonly date?: Date;
}

export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: Readonly<Record<string, unknown>>;
    }
  /** The connection was refused, or lost before the answer. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** No answer within the deadline. */
  | { readonly kind: 'hung' };

/** One client at an address of its own in 127.0.0.0/8. Its calls never throw. */
export class Caller {
  private agent: Agent;

  constructor(
    private readonly localAddress: string,
    private readonly maxSockets: number,
  ) {
    this.agent = this.newAgent();
  }

  call(baseUrl: string, call: Call, deadlineMs: number): Promise<Answer> {
    const { body, headers } = encoded(call);
    return new Promise<Answer>((resolve) => {
      const { hostname: host, port } = new URL(baseUrl);
      const { method, path } = call;
      const { agent, localAddress } = this;
      const sent = request({ host, port, path, method, agent, localAddress, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => resolve({ kind: 'lost', reason: error.message }));
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          resolve({ kind: 'answer', status, headers: response.headers, body: decoded(chunks) });
        });
      });
      const deadline = setTimeout(() => {
        resolve({ kind: 'hung' });
        sent.destroy();
      }, deadlineMs);
      sent.on('error', (error) => resolve({ kind: 'lost', reason: error.message }));
      sent.on('close', () => clearTimeout(deadline));
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }

  private newAgent(): Agent {
    return new Agent({ keepAlive: true, maxSockets: this.maxSockets });
  }
}

function encoded({ json, form, bearer, date }: Call): {
  body: string | undefined;
  headers: Record<string, string | number>;
} {
  const body = form
    ? new URLSearchParams(form).toString()
    : json === undefined
      ? undefined
      : JSON.stringify(json);
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  return {
    body,
    headers: {
      ...(body !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...(date !== undefined && { date: date.toUTCString() }),
    },
  };
}

function decoded(chunks: readonly Buffer[]): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
