import { type IncomingMessage, request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressCheck } from './address-check.js';
import { hostOf, readTargetUrl } from './target-url.js';

/** A POST to a target. */
export interface OutboundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A redirect is an answer like any other: it is not followed. */
export type OutboundAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfter: string | undefined;
      /** As much of it as was read. */
      readonly body: string;
    }
  | { readonly kind: 'unanswered'; readonly reason: string };

export interface Address {
  readonly address: string;
  readonly family: number;
}

export interface Outbound {
  readonly isAllowed: AddressCheck;
  /** All addresses of a name. */
  readonly resolve: (name: string) => Promise<readonly Address[]>;
  /** From the request to the end of the answer. */
  readonly timeoutMs: number;
  /** Aborts when no answer is waited for any longer. */
  readonly signal: AbortSignal;
}

/** More of an answer is not read. */
const MOST_BYTES = 64 * 1024;

/** A name that leads to no address that may be called. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  constructor() {
    super('the name leads to a private or reserved address');
  }
}

/** Sends once, by a connection of its own. What a name leads to is checked as the connection is made, and not before it. */
export function sendRequest(
  { url: text, headers, body }: OutboundRequest,
  { isAllowed, resolve, timeoutMs, signal }: Outbound,
): Promise<OutboundAnswer> {
  const target = readTargetUrl(text, isAllowed);
  if ('complaint' in target) return Promise.resolve(unanswered(`the URL ${target.complaint}`));
  const { url } = target;
  return new Promise((settle) => {
    const request = (url.protocol === 'https:' ? requestByHttps : requestByHttp)(url, {
      method: 'POST',
      agent: false,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      lookup: checkedLookup(isAllowed, resolve),
      headers: {
        ...headers,
        'user-agent': 'Meshpair',
        'content-length': String(Buffer.byteLength(body)),
        connection: 'close',
      },
      ...(isIP(hostOf(url)) === 0 && { servername: hostOf(url) }),
    });
    request.on('response', (response) => {
      void beginningOf(response).then((read) => {
        settle({
          kind: 'answered',
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          body: read,
        });
        request.destroy();
      });
    });
    request.on('error', (error) => settle(unanswered(reasonOf(error, timeoutMs))));
    request.end(body);
  });
}

const unanswered = (reason: string): OutboundAnswer => ({ kind: 'unanswered', reason });

/** Node connects to what this hands out and asks nobody else: a name cannot change between the check and the call. */
const checkedLookup =
  (isAllowed: AddressCheck, resolve: Outbound['resolve']): LookupFunction =>
  (name, options, callback) => {
    resolve(name).then(
      (addresses) => {
        const [first, ...others] = addresses.filter(({ address }) => isAllowed(address));
        if (first === undefined) callback(new AddressRefused(), []);
        else if (options.all) callback(null, [first, ...others]);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
  };

/** What comes before the limit, the end, or the loss of the connection. */
function beginningOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  return new Promise((settle) => {
    const done = (): void => settle(Buffer.concat(parts).subarray(0, MOST_BYTES).toString('utf8'));
    response.on('data', (part: Buffer) => {
      parts.push(part);
      bytes += part.length;
      if (bytes >= MOST_BYTES) done();
    });
    response.on('end', done);
    response.on('error', done);
  });
}

/** For the owner's log: without the URL, whose path may be a secret. */
function reasonOf(error: Error & { readonly code?: unknown }, timeoutMs: number): string {
  if (error instanceof AddressRefused) return error.message;
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return `no answer within ${timeoutMs / 1000} s`;
  return typeof error.code === 'string' ? error.code : 'the connection failed';
}
