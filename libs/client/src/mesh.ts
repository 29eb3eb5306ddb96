import createClient, { type Client } from 'openapi-fetch';
import type { DeviceKey } from './device-key.js';
import { MeshError, unanswered } from './mesh-error.js';
import type { paths } from './schema.js';

export interface MeshOptions {
  /** The gateway's address, as `http://192.168.1.20:6969`; empty on its own pages. */
  readonly url: string;
  /** The bearer of each request: an owner's key, a session token …; a function is asked each time. */
  readonly token?: string | (() => string) | undefined;
  /** A device's key: each request comes with a proof of it, and `token` is presented as bound to it (RFC 9449). */
  readonly key?: DeviceKey | undefined;
  /** Instead of the global `fetch`: with certificates of one's own, for example. */
  readonly fetch?: ((request: Request, init: RequestInit) => Promise<Response>) | undefined;
  /** Goes with `fetch`, where that takes another class than the global `Request`. */
  readonly Request?: typeof Request | undefined;
  /** How long an answer may take (15,000); a stream or a file only until it begins. */
  readonly answerMs?: number | undefined;
}

/** The routes of a gateway by their paths, typed: `mesh.GET('/nodes/{id}', { params: { path: { id } } })`. */
export type Mesh = Client<paths>;

const ANSWER_MS = 15_000;

/** Who calls a gateway, by one credential. `answerOf` makes values and errors of what the calls come to. */
export function meshAt(options: MeshOptions): Mesh {
  const { url, token, key, Request } = options;
  const mesh = createClient<paths>({
    baseUrl: url,
    headers: { accept: 'application/json' },
    fetch: key ? key.proving(fetchInTime(options)) : fetchInTime(options),
    ...(Request && { Request }),
  });
  mesh.use({
    onRequest({ request }) {
      const bearer = typeof token === 'function' ? token() : token;
      if (bearer === undefined || request.headers.has('authorization')) return;
      request.headers.set('authorization', `${key ? 'DPoP' : 'Bearer'} ${bearer}`);
    },
  });
  return mesh;
}

/** The headers of one request by another credential than the mesh's own. */
export const bearer = (token: string): { readonly authorization: string } => ({
  authorization: `Bearer ${token}`,
});

function fetchInTime({
  fetch = (request, init) => globalThis.fetch(request, init),
  answerMs = ANSWER_MS,
}: MeshOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const who = new URL(request.url).origin;
    const asked = childOf(request.signal);
    const late = AbortSignal.timeout(answerMs);
    const giveUp = (): void => asked.abort(noAnswer(who, answerMs));
    late.addEventListener('abort', giveUp, { once: true });
    const response = await fetch(request, { signal: asked.signal }).catch((error: unknown) =>
      unanswered(error, who),
    );
    const isWhole = /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
    if (!isWhole) late.removeEventListener('abort', giveUp);
    return response;
  };
}

const noAnswer = (who: string, afterMs: number): MeshError =>
  new MeshError(`${who} cannot be reached: no answer within ${afterMs / 1000} s`, { code: 'unreachable' });

/** Aborts with a signal, or by itself. Not `AbortSignal.any`, which Safari 16 lacks. */
export function childOf(signal: AbortSignal): AbortController {
  const child = new AbortController();
  if (signal.aborted) child.abort(signal.reason);
  signal.addEventListener('abort', () => child.abort(signal.reason), { once: true, signal: child.signal });
  return child;
}
