import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { plainAddress } from '@meshpair/contracts';
import { type Settings, SettingsError } from '@meshpair/settings';

/** An address as proxies write it: with a port, or in brackets, too (RFC 7239 §6). */
export function forwardedAddress(text: string | undefined): string | undefined {
  const [, bracketed, ipv4] = /^\s*(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)\s*$/.exec(text ?? '') ?? [];
  return plainAddress(bracketed ?? ipv4 ?? text);
}

/** The client's address: the socket's, or what a trusted proxy says (`TRUST_PROXY`). */
export const clientAddress = (request: FastifyRequest): string =>
  forwardedAddress(request.ip) ?? plainAddress(request.socket.remoteAddress) ?? '127.0.0.1';

/** What proxies add: a request that came through one is from elsewhere, whoever is trusted. */
const PROXY_HEADERS = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/** Whether a program of this machine asks, directly. */
export const isFromThisMachine = (request: FastifyRequest): boolean =>
  /^(127\.|::1$)/.test(clientAddress(request)) &&
  PROXY_HEADERS.every((name) => request.headers[name] === undefined);

/** What the names stand for. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Tells a trusted proxy by its address, in any spelling and with a port too; false when none is trusted. */
export function trustedProxies({
  TRUST_PROXY,
}: Pick<Settings, 'TRUST_PROXY'>): false | ((address: string) => boolean) {
  if (TRUST_PROXY.length === 0) return false;
  const trusted = new BlockList();
  const ranges = TRUST_PROXY.flatMap((item) => NAMED[item] ?? [item]);
  if (!ranges.every((range) => add(range, trusted)))
    throw new SettingsError(['TRUST_PROXY: must be addresses or CIDR ranges with commas']);
  return (address) => {
    const plain = forwardedAddress(address);
    return plain !== undefined && trusted.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}

/** Adds an address or a range; answers whether it was one. */
function add(range: string, trusted: BlockList): boolean {
  const [text = '', bits, ...rest] = range.split('/');
  const address = plainAddress(text);
  if (address === undefined || rest.length > 0) return false;
  const [family, whole] = isIP(address) === 6 ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
  const prefix = bits === undefined ? whole : prefixOf(text, address, bits);
  if (!(prefix >= 0 && prefix <= whole)) return false;
  trusted.addSubnet(address, prefix, family);
  return true;
}

/** An IPv4-mapped range counts its bits from the start of the IPv6 address. */
function prefixOf(text: string, address: string, bits: string): number {
  const isMapped = text.includes(':') && !address.includes(':');
  return /^\d{1,3}$/.test(bits) ? Number(bits) - (isMapped ? 96 : 0) : NaN;
}
