import type { NodeConnectionOptions } from '@nats-io/transport-node';

const DEFAULT_PORT = '4222';

/**
 * Options for `connect()`. The URL may list several servers with commas; user and password stand in the first
 * URL that has them and are taken out of the server list, so that no status line repeats them.
 * Replies come to `_INBOX.<user>.…`, so that the server can keep each user's replies from the others.
 * The connection waits for a server at the start and reconnects for ever.
 */
export function natsConnectionOptions(
  natsUrl: string,
  name: string,
): NodeConnectionOptions & { servers: string[] } {
  const urls = natsUrl.split(',').map((text) => new URL(text.trim()));
  const login = urls.find((url) => url.username !== '');
  return {
    servers: urls.map((url) => `${url.hostname}:${url.port || DEFAULT_PORT}`),
    ...(login && credentials(login)),
    ...(urls.some((url) => url.protocol === 'tls:') && { tls: {} }),
    name,
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    timeout: 5000,
    pingInterval: 15_000,
    maxPingOut: 2,
    noAsyncTraces: true,
  };
}

function credentials(login: URL): Pick<NodeConnectionOptions, 'user' | 'pass' | 'inboxPrefix'> {
  const user = decodeURIComponent(login.username);
  const pass = decodeURIComponent(login.password);
  // Any other name is no token of a subject.
  return /^[\w-]+$/.test(user) ? { user, pass, inboxPrefix: `_INBOX.${user}` } : { user, pass };
}
