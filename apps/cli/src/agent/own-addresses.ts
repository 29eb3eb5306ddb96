import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { isVirtual } from '@meshpair/settings';

/** An address of this machine that others may reach, and how much of it is its network's. */
export interface OwnAddress {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefixLength: number;
}

/** As many endpoints as a node may tell. */
const MOST = 8;

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Those of the machine's networks, first IPv4; those of containers and other tunnels only where there is nothing else. */
export function ownAddresses(interfaces: Interfaces = networkInterfaces()): readonly OwnAddress[] {
  const outward = Object.entries(interfaces).flatMap(([name, entries = []]) =>
    entries
      .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
      .map(({ address, cidr, family, internal }) => ({
        address,
        family: family === 'IPv4' ? ('ipv4' as const) : ('ipv6' as const),
        prefixLength: Number(cidr?.split('/')[1] ?? (family === 'IPv4' ? 32 : 128)),
        isVirtual: isVirtual({ name, address, internal }),
      })),
  );
  const physical = outward.filter((each) => !each.isVirtual);
  return (physical.length > 0 ? physical : outward)
    .toSorted((one, other) => one.family.localeCompare(other.family))
    .slice(0, MOST)
    .map(({ address, family, prefixLength }) => ({ address, family, prefixLength }));
}

/** Where a device that listens at a port is reached. */
export const endpointsOf = (addresses: readonly OwnAddress[], port: number): string[] =>
  addresses.map(({ address, family }) => (family === 'ipv6' ? `[${address}]:${port}` : `${address}:${port}`));

/** The address of an endpoint. */
export const addressOf = (endpoint: string): string => endpoint.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
