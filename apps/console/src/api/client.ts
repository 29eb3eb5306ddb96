import { readServerClock } from '../state/clock.js';
import type { PendingPaths } from './pending-routes.js';
import { type Answer, OFFLINE, refusalOf } from './problem.js';
import type { paths as Documented } from './schema.js';

type Paths = Omit<Documented, keyof PendingPaths> & PendingPaths;

type Method = 'get' | 'post' | 'patch' | 'delete';
type PathWith<M extends Method> = {
  [P in keyof Paths]: Paths[P] extends Record<M, { readonly responses: unknown }> ? P : never;
}[keyof Paths];
type Operation<M extends Method, P extends PathWith<M>> = Paths[P] extends Record<M, infer Op> ? Op : never;
type JsonOf<R> = R extends { readonly content: { readonly 'application/json': infer T } } ? T : undefined;
type SuccessOf<Op> = Op extends { readonly responses: infer R }
  ? 200 extends keyof R
    ? JsonOf<R[200]>
    : 201 extends keyof R
      ? JsonOf<R[201]>
      : undefined
  : never;
type BodyOf<Op> = Op extends {
  readonly requestBody?: { readonly content: { readonly 'application/json': infer B } };
}
  ? B
  : undefined;
type QueryOf<Op> = Op extends { readonly parameters: { readonly query?: infer Q } } ? Q : undefined;
type ParamsOf<Op> = Op extends { readonly parameters: { readonly path: infer P } } ? P : undefined;

interface Options<Op> {
  readonly params?: ParamsOf<Op>;
  readonly query?: QueryOf<Op>;
  readonly body?: BodyOf<Op>;
  readonly signal?: AbortSignal;
}

/** What a route answers when all is well. */
export type AnswerOf<M extends Method, P extends PathWith<M>> = SuccessOf<Operation<M, P>>;

/** Calls a route of the gateway with the session's cookie. Refusals and outages are values. */
export async function call<M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  { params, query, body, signal }: Options<Operation<M, P>> = {},
): Promise<Answer<AnswerOf<M, P>>> {
  try {
    const response = await fetch(urlOf(path, params, query), {
      method: method.toUpperCase(),
      credentials: 'same-origin',
      ...(signal && { signal }),
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    readServerClock(response);
    if (!response.ok) return { ok: false, refusal: await refusalOf(response) };
    const value: unknown = response.status === 204 ? undefined : await response.json();
    return { ok: true, value: value as AnswerOf<M, P> };
  } catch {
    return { ok: false, refusal: OFFLINE };
  }
}

function urlOf(path: string, params: unknown, query: unknown): string {
  const values = (params ?? {}) as Readonly<Record<string, string>>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return search === '' ? filled : `${filled}?${search}`;
}
