import { schemeOf } from './https.js';
import {
  chooseLanAddress,
  defaultRouteAddress,
  type InterfaceAddress,
  isVirtual,
  machineAddresses,
} from './lan-address.js';
import type { Settings } from './settings.js';

export const ADDRESS_KINDS = ['configured', 'lan', 'other', 'loopback'] as const;

/** One address under which devices may reach the gateway. */
export interface MeshAddress {
  /** Scheme, host and port, without a slash at the end; `PUBLIC_URL` may have a path. */
  readonly url: string;
  readonly kind: (typeof ADDRESS_KINDS)[number];
  /** The network interface that has the address, where that is known. */
  readonly interface: string | null;
}

type AddressSettings = Pick<Settings, 'PUBLIC_URL' | 'HOST' | 'PORT' | 'TLS' | 'TLS_CERT_FILE'>;

export const isEveryAddress = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Whether only this machine reaches a host. */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127\./.test(host);

/** Every address of this machine that the gateway listens on, the best first: see `listMeshAddresses`. */
export const meshAddresses = async (settings: AddressSettings): Promise<readonly MeshAddress[]> =>
  listMeshAddresses(settings, machineAddresses(), await defaultRouteAddress());

/**
 * `PUBLIC_URL` first, then the LAN's addresses (the default route's first), then others such as a VPN's or a
 * container's; loopback only if there is nothing else. Never empty.
 */
export function listMeshAddresses(
  settings: AddressSettings,
  found: readonly InterfaceAddress[],
  defaultRoute: string | undefined,
): readonly MeshAddress[] {
  const { PUBLIC_URL, HOST } = settings;
  const configured: readonly MeshAddress[] =
    PUBLIC_URL === undefined
      ? []
      : [{ url: PUBLIC_URL.replace(/\/+$/, ''), kind: 'configured', interface: null }];
  const own = isEveryAddress(HOST)
    ? outwardAddresses(settings, found, defaultRoute)
    : [listenedAddress(settings, found)];
  const known = [...configured, ...own.filter(({ url }) => url !== configured[0]?.url)];
  const outward = known.filter(({ kind }) => kind !== 'loopback');
  if (outward.length > 0) return outward;
  return [...known, { url: urlOf(settings, '127.0.0.1'), kind: 'loopback' as const, interface: null }].slice(
    0,
    1,
  );
}

/** The gateway listens everywhere. */
function outwardAddresses(
  settings: AddressSettings,
  found: readonly InterfaceAddress[],
  defaultRoute: string | undefined,
): readonly MeshAddress[] {
  const best = chooseLanAddress(found, defaultRoute);
  const outward = found.filter(({ internal }) => !internal);
  const rank = (one: InterfaceAddress): number => (isVirtual(one) ? 2 : one.address === best ? 0 : 1);
  return outward
    .map((one) => ({ one, rank: rank(one) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ one }) => ({
      url: urlOf(settings, one.address),
      kind: isVirtual(one) ? ('other' as const) : ('lan' as const),
      interface: one.name,
    }));
}

/** The gateway listens on one address only. */
function listenedAddress(settings: AddressSettings, found: readonly InterfaceAddress[]): MeshAddress {
  const url = urlOf(settings, settings.HOST);
  const own = found.find(({ address }) => address === settings.HOST);
  if (own?.internal === true || isLoopbackHost(settings.HOST))
    return { url, kind: 'loopback', interface: own?.name ?? null };
  return { url, kind: own && !isVirtual(own) ? 'lan' : 'other', interface: own?.name ?? null };
}

const urlOf = (settings: AddressSettings, host: string): string =>
  `${schemeOf(settings)}://${host.includes(':') ? `[${host}]` : host}:${settings.PORT}`;

/** Whether secrets cross a network that others share in the clear. */
export function isPlainHttpBeyondLoopback(settings: AddressSettings): boolean {
  const { PUBLIC_URL, HOST } = settings;
  if (PUBLIC_URL === undefined) return schemeOf(settings) === 'http' && !isLoopbackHost(HOST);
  const { protocol, hostname } = new URL(PUBLIC_URL);
  return protocol === 'http:' && !(isLoopbackHost(hostname) && isLoopbackHost(HOST));
}
