import { readFileSync } from 'node:fs';
import { Agent, fetch, type Response } from 'undici';
import { type Problem, ProblemShape } from '@meshpair/contracts';
import { CommandFailure, EXIT } from '../exit-codes.js';

const ANSWER_MS = 15_000;

/** What the gateway refused, as it said it (RFC 9457). */
export class GatewayProblem extends CommandFailure {
  constructor(override readonly problem: Problem & { readonly retryAfterSeconds?: number }) {
    super(describe(problem), exitCodeOf(problem.status), problem.code);
  }
}

export interface GatewayCall {
  readonly json?: unknown;
  /** Instead of the client's own. */
  readonly bearer?: string;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the gateway's REST API with one bearer. Throws a `CommandFailure` for whatever is not a success. */
export class GatewayClient {
  private readonly agent: Agent;

  constructor(
    readonly baseUrl: string,
    private readonly bearer?: string,
    certificateAuthority?: string,
  ) {
    const ca = certificateAuthority === undefined ? undefined : readFileSync(certificateAuthority);
    this.agent = new Agent({ connect: ca ? { ca } : {} });
  }

  /** The JSON of a 2xx answer; `undefined` for 204. */
  async call<Answer>(method: string, path: string, call: GatewayCall = {}): Promise<Answer> {
    const timeout = AbortSignal.timeout(ANSWER_MS);
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
    const response = await this.send(method, path, { ...call, signal });
    return (await jsonOf(response)) as Answer;
  }

  /** A 2xx answer whose body is still to be read; it has no deadline but the signal. */
  async send(
    method: string,
    path: string,
    { json, bearer, signal, headers }: GatewayCall,
  ): Promise<Response> {
    const key = bearer ?? this.bearer;
    const response = await fetch(new URL(path.replace(/^\//, ''), `${this.baseUrl.replace(/\/+$/, '')}/`), {
      method,
      dispatcher: this.agent,
      signal: signal ?? null,
      headers: {
        accept: 'application/json',
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: json === undefined ? null : JSON.stringify(json),
    }).catch((error: unknown) => {
      if (signal?.aborted && (signal.reason as Error | undefined)?.name !== 'TimeoutError') throw error;
      throw new CommandFailure(
        `${this.baseUrl} cannot be reached: ${causeOf(error)}`,
        EXIT.unavailable,
        'unreachable',
      );
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  }
}

async function problemOf(response: Response): Promise<CommandFailure> {
  const problem = ProblemShape.safeParse(await jsonOf(response));
  if (!problem.success) return notMeshpair(response);
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new GatewayProblem({
    ...(problem.data as Problem),
    ...(Number.isFinite(retryAfterSeconds) && { retryAfterSeconds }),
  });
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    throw notMeshpair(response);
  }
}

const notMeshpair = ({ status }: Response): CommandFailure =>
  new CommandFailure(`The answer was ${status}, and not from Meshpair`, EXIT.unavailable, 'unreachable');

function exitCodeOf(status: number): CommandFailure['exitCode'] {
  if (status === 401) return EXIT.unauthorized;
  return status === 429 || status >= 500 ? EXIT.unavailable : EXIT.refused;
}

function describe({ title, detail, errors = [], retryAfterSeconds }: GatewayProblem['problem']): string {
  const fields = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  const again = retryAfterSeconds === undefined ? '' : ` Try again in ${retryAfterSeconds} s.`;
  return `${[title, detail, fields].filter(Boolean).join(': ')}.${again}`;
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || cause.name : 'the connection failed';
}
