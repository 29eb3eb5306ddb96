import { isIP } from 'node:net';
import type { AddressCheck } from './address-check.js';

/** A URL that something may be sent to, or what is wrong with it. */
export type TargetUrl = { readonly url: URL } | { readonly complaint: string };

/**
 * Reads a target's URL as Node would call it: an IPv4 address in octal, hexadecimal or as one number is seen as what it
 * is. A name is checked when it is resolved to be called.
 */
export function readTargetUrl(text: string, isAllowed: AddressCheck): TargetUrl {
  const url = URL.parse(text);
  if (url === null) return { complaint: 'must be a URL' };
  if (!/^https?:$/.test(url.protocol)) return { complaint: 'must begin with https:// or http://' };
  if (url.username !== '' || url.password !== '')
    return { complaint: 'must not hold a user or password: give a token instead' };
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isAllowed(host)) return { complaint: REFUSED };
  return { url };
}

/** The host as an address or a name, without the brackets of IPv6. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

export const REFUSED = 'must not lead to a private or reserved address, unless WEBHOOK_ALLOWED_RANGES has it';
