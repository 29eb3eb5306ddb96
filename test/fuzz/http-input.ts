import type { Reference } from './material.js';

export type Intent = 'valid' | 'nearly' | 'garbage';

export type Insert = string | Reference;

export interface HttpBody {
  readonly type: string | undefined;
  readonly as: 'json' | 'form' | 'text';
  readonly content: unknown;
}

/** A request, with references in place of what only the running system knows. */
export interface HttpInput {
  /** `method path` as in `/openapi.json`. */
  readonly route: string;
  readonly intent: Intent;
  readonly method: string;
  readonly path: readonly Insert[];
  readonly query: readonly (readonly [string, Insert])[];
  readonly headers: Readonly<Record<string, Insert | readonly Insert[]>>;
  readonly body?: HttpBody;
}

const FORM = 'application/x-www-form-urlencoded';

export interface RequestParts {
  readonly path?: readonly Insert[];
  readonly bearer?: Insert;
  readonly query?: Readonly<Record<string, Insert>>;
  readonly headers?: Readonly<Record<string, Insert>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, unknown>>;
}

/** A request of a route as it should be. */
export function requestTo(route: string, parts: RequestParts = {}): HttpInput {
  const [method = '', path = ''] = route.split(' ');
  const { bearer, query = {}, headers = {}, json, form } = parts;
  const body: HttpBody | undefined =
    form !== undefined
      ? { type: FORM, as: 'form', content: form }
      : json !== undefined
        ? { type: 'application/json', as: 'json', content: json }
        : undefined;
  return {
    route,
    intent: 'valid',
    method: method.toUpperCase(),
    path: parts.path ?? [path],
    query: Object.entries(query),
    headers: { ...(bearer === undefined ? {} : { authorization: bearer }), ...headers },
    ...(body === undefined ? {} : { body }),
  };
}
