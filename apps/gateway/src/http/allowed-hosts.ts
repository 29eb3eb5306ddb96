import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from '@meshpair/settings';
import { sendProblem } from './problem.filter.js';
import { problem } from './problem-exception.js';
import type { RouteTable } from './route-table.js';

export type HostSettings = Pick<Settings, 'HOST' | 'PUBLIC_URL' | 'HOST_NODE_NAME' | 'ALLOWED_HOSTS'>;

/** `uri-host [":" port]` (RFC 9110 §7.2), as far as `URL` would not read more into it. */
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[^\s/?#@:\\[\]]+)(:\d*)?$/i;

/** The target of a request to a proxy: it stands for `Host` (RFC 9112 §3.2.2). */
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i;

/** A host in lower case, in ASCII, without its port and root dot; undefined when it is none. */
function hostOf(authority: string): string | undefined {
  const url = `http://${authority.trim()}`;
  if (!AUTHORITY.test(authority.trim()) || !URL.canParse(url)) return undefined;
  return new URL(url).hostname.replace(/\.$/, '');
}

/** The names of this gateway, in lower case and in ASCII; addresses are no names. */
export function ownHosts(
  { HOST, PUBLIC_URL, HOST_NODE_NAME, ALLOWED_HOSTS }: HostSettings,
  machine = hostname(),
): ReadonlySet<string> {
  const named = [HOST, HOST_NODE_NAME, machine, machine.split('.', 1)[0] ?? '', ...ALLOWED_HOSTS];
  const published = PUBLIC_URL === undefined ? [] : [new URL(PUBLIC_URL).host];
  return new Set([...named, ...published, 'localhost'].map((name) => hostOf(name) ?? '').filter(Boolean));
}

/**
 * Tells the names of this gateway from those that a site of elsewhere made lead here (DNS rebinding). Addresses,
 * `localhost` and `.local` cannot be made to.
 */
export function allowedHosts(settings: HostSettings, machine?: string): (authority: string) => boolean {
  const own = ownHosts(settings, machine);
  return (authority) => {
    const host = hostOf(authority);
    if (host === undefined || host === '') return false;
    const isAddress = isIP(host.replace(/^\[|\]$/g, '')) !== 0;
    return isAddress || own.has(host) || /\.(local|localhost)$/.test(host);
  };
}

/** The hosts that a request names: its target's, and `Host` or what a trusted proxy says of it. */
const hostsOf = (request: Pick<FastifyRequest, 'url' | 'host' | 'headers'>): readonly string[] => {
  const [, target] = ABSOLUTE.exec(request.url) ?? [];
  // HTTP/1.0 may come without; a browser never does.
  const isSilent = request.headers.host === undefined && request.host === '';
  return [...(target === undefined ? [] : [target]), ...(isSilent ? [] : [request.host])];
};

/** Refuses a request for another host with 421 (RFC 9110 §15.5.20), before anything else is looked at. */
export function refuseOtherHosts(server: FastifyInstance, settings: HostSettings, routes: RouteTable): void {
  const isAllowed = allowedHosts(settings);
  server.addHook('onRequest', (request, reply, done) => {
    if (hostsOf(request).every(isAllowed)) return done();
    const detail = 'This gateway does not go by the name of the request; ALLOWED_HOSTS may give it one';
    // Sent here: the error handler of GraphQL would ask for the owner first.
    sendProblem(problem('misdirected_request', { detail }), request, reply, routes);
  });
}
