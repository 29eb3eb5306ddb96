import { isIP, isIPv4 } from 'node:net';

/** The last 32 bits of an IPv4-mapped address (RFC 4291 §2.5.5.2), as `URL` writes it. */
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** One spelling for each address (RFC 5952), without a zone; IPv4-mapped ones are IPv4. Undefined when it is none. */
export function plainAddress(text: string | undefined): string | undefined {
  const bare = text?.trim().replace(/%.*$/, '') ?? '';
  const family = isIP(bare);
  if (family !== 6) return family === 4 ? bare : undefined;
  const address = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const bits = parseInt(high, 16) * 65_536 + parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}

/** Whom a limit counts as one: an IPv4 address, or an IPv6 /64, which one host has to itself. */
export function networkOf(text: string): string {
  const address = plainAddress(text) ?? text;
  if (isIPv4(address) || !address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - groups.length - rest.length }, () => '0');
  const prefix = [...groups, ...(tail === undefined ? [] : zeros), ...rest].slice(0, 4);
  return `${prefix.join(':')}::/64`;
}
