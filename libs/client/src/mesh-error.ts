import type { Problem } from './types.js';

/** A problem's stable code, or why there was none: nobody answered, or somebody who is no gateway. */
export type MeshErrorCode = Problem['code'] | 'unreachable' | 'not_meshpair';

interface MeshErrorParts {
  readonly code: MeshErrorCode;
  /** The status of the answer; undefined without one. */
  readonly status?: number | undefined;
  /** As the gateway told it (RFC 9457), with fields of tomorrow. */
  readonly problem?: Problem | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** Why a request did not succeed. */
export class MeshError extends Error {
  override readonly name = 'MeshError';
  readonly code: MeshErrorCode;
  readonly status: number | undefined;
  readonly problem: Problem | undefined;
  /** Seconds after which to try again, where the gateway said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { code, status, problem, retryAfterSeconds, cause }: MeshErrorParts) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The fields of the request that are wrong, and how; empty where none is named. */
  get errors(): readonly { readonly field: string; readonly message: string }[] {
    return this.problem?.errors ?? [];
  }

  /** Whether the same request may succeed later: nobody was there, or too busy. */
  get isOutage(): boolean {
    const { code, status } = this;
    if (status === undefined) return code === 'unreachable' || code === 'not_meshpair';
    return status === 429 || status >= 500;
  }
}

/** What a call of a `Mesh` comes to. */
export type Calling<T> = Promise<{
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}>;

/** What a call answers. Throws a `MeshError` where it was refused or not answered, and what an aborted signal says. */
export async function answerOf<T>(calling: Calling<T>): Promise<T> {
  const { data, error, response } = await calling.catch((thrown: unknown) => unanswered(thrown));
  if (!response.ok) throw refusalOf(response, error);
  return data as T;
}

/**
 * Throws what `fetch`, or reading its answer, threw: a TypeError says that nobody answers or that an answer breaks off.
 * Told by name: another `fetch` may have classes of its own.
 */
export function unanswered(error: unknown, who = 'The gateway'): never {
  const { name, cause = error } = error as Partial<Error>;
  if (name === 'SyntaxError')
    throw new MeshError('The answer is not from Meshpair', { code: 'not_meshpair', cause: error });
  if (name !== 'TypeError') throw error;
  const { message, name: reason } = cause as Partial<Error>;
  const why = message || reason || 'the connection failed';
  throw new MeshError(`${who} cannot be reached: ${why}`, { code: 'unreachable', cause: error });
}

/** The error in an answer that is none of success, with its body as it was read. */
export function refusalOf(response: Response, body: unknown): MeshError {
  const { status, headers } = response;
  if (!isProblem(body))
    return new MeshError(`The answer was ${status}, and not from Meshpair`, { code: 'not_meshpair', status });
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new MeshError(describe(body), {
    code: body.code,
    status,
    problem: body,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
  });
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' &&
  body !== null &&
  'code' in body &&
  typeof body.code === 'string' &&
  'title' in body &&
  typeof body.title === 'string' &&
  (!('detail' in body) || typeof body.detail === 'string') &&
  (!('errors' in body) || (Array.isArray(body.errors) && body.errors.every(isFieldError)));

const isFieldError = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'field' in error &&
  typeof error.field === 'string' &&
  'message' in error &&
  typeof error.message === 'string';

function describe({ title, detail, errors = [] }: Problem): string {
  const fields = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  return [title, detail, fields].filter(Boolean).join(': ');
}
