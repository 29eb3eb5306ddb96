import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { Agent as TlsAgent, request as requestByTls } from 'node:https';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed JSON body; `{}` when the answer is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface HttpCall {
  readonly method?: string;
  readonly path: string;
  readonly bearer?: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** The body as it stands; its type comes in the headers. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the call; it rejects then. */
  readonly signal?: AbortSignal;
}

/** Calls the gateway from an address of its own in 127.0.0.0/8, as a device of that address would. */
export class HttpClient {
  private readonly agent: Agent;

  constructor(
    private readonly baseUrl: string,
    private readonly localAddress = '127.0.0.1',
    maxSockets = 32,
    /** The certificates to trust, for an https address. */
    ca?: string,
  ) {
    const options = { keepAlive: true, maxSockets };
    this.agent = baseUrl.startsWith('https:') ? new TlsAgent({ ...options, ca }) : new Agent(options);
  }

  call({
    method = 'GET',
    path,
    bearer,
    json,
    form,
    text,
    headers = {},
    signal,
  }: HttpCall): Promise<HttpAnswer> {
    const body = form
      ? new URLSearchParams(form).toString()
      : json === undefined
        ? text
        : JSON.stringify(json);
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
    const url = new URL(path, this.baseUrl);
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? requestByTls : request;
      const sent = send(
        url,
        {
          method,
          signal,
          agent: this.agent,
          localAddress: this.localAddress,
          headers: {
            ...(body === undefined
              ? {}
              : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
            ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const answer = Buffer.concat(chunks).toString('utf8');
            const isJson = /\bjson/.test(response.headers['content-type'] ?? '');
            try {
              const body = isJson ? (JSON.parse(answer) as Record<string, unknown>) : {};
              resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer, body });
            } catch (cause) {
              reject(new Error(`${response.statusCode}, and no JSON: "${answer}"`, { cause }));
            }
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
