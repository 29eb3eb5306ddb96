import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { plainAddress } from '@meshpair/contracts';
import { schemeOf, type Settings } from '@meshpair/settings';
import { type HostSettings, ownHosts } from '../http/allowed-hosts.js';
import { SETTINGS } from '../settings.token.js';

type AddressSettings = HostSettings & Pick<Settings, 'TLS' | 'TLS_CERT_FILE'>;

/** A request as it came over its connection. */
type Arrived = Pick<FastifyRequest, 'url'> & {
  readonly socket: Pick<FastifyRequest['socket'], 'localAddress' | 'localPort'>;
};

/**
 * The addresses by which a device may have meant this gateway: `PUBLIC_URL`, and the address, or a name of this machine, at
 * the port that its request came to. What `Host` and `X-Forwarded-…` say is not asked: whoever stands between writes them.
 */
@Injectable()
export class OwnAddresses {
  private readonly published: URL | undefined;
  private readonly protocol: string;
  private readonly names: ReadonlySet<string>;

  constructor(@Inject(SETTINGS) settings: AddressSettings) {
    this.published = settings.PUBLIC_URL === undefined ? undefined : new URL(settings.PUBLIC_URL);
    this.protocol = `${schemeOf(settings)}:`;
    this.names = new Set([...ownHosts(settings), '127.0.0.1', '::1']);
  }

  /** Whether a URL is the one of the request; its query does not count (RFC 9449 §4.3). */
  leadTo({ url: target, socket }: Arrived, url: URL): boolean {
    const { pathname } = new URL(target, 'http://target');
    return (
      this.isPublished(url, pathname) || (url.pathname === pathname && this.isOfThisMachine(url, socket))
    );
  }

  private isPublished(url: URL, pathname: string): boolean {
    const { published } = this;
    return (
      url.origin === published?.origin &&
      url.pathname === `${published.pathname.replace(/\/+$/, '')}${pathname}`
    );
  }

  private isOfThisMachine(
    { protocol, hostname, port }: URL,
    { localAddress, localPort }: Arrived['socket'],
  ): boolean {
    if (protocol !== this.protocol || Number(port || DEFAULT_PORTS[protocol]) !== localPort) return false;
    const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
    // By multicast DNS a machine has its name under `.local` as well.
    if (this.names.has(host) || this.names.has(host.replace(/\.local$/, ''))) return true;
    return host === plainAddress(localAddress);
  }
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
