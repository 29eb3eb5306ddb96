import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

/** One IPv4 address of this machine. */
export interface InterfaceAddress {
  readonly name: string;
  readonly address: string;
  /** Loopback. */
  readonly internal: boolean;
}

/** Interfaces of containers, virtual machines and VPNs: other devices of the LAN do not reach these. */
const VIRTUAL =
  /^(docker|br-|veth|vethernet|cni|podman|virbr|vmnet|vboxnet|lxc|lxd|flannel|cali|kube|tun|tap|wg|tailscale|zt|utun|ppp|nordlynx)/i;

/** Self-assigned (RFC 3927). */
const LINK_LOCAL = /^169\.254\./;

/**
 * The address that other devices most likely reach: the default route's, unless that is a container's or a VPN's
 * while the machine has another one. 127.0.0.1 when there is nothing else.
 */
export function chooseLanAddress(
  addresses: readonly InterfaceAddress[],
  defaultRoute: string | undefined,
): string {
  const outward = addresses.filter(({ internal, address }) => !internal && !LINK_LOCAL.test(address));
  const physical = outward.filter(({ name }) => !VIRTUAL.test(name));
  const candidates = (physical.length > 0 ? physical : outward).map(({ address }) => address);
  if (defaultRoute !== undefined && candidates.includes(defaultRoute)) return defaultRoute;
  return candidates[0] ?? '127.0.0.1';
}

/** Whether other devices of the LAN do not reach this address: a container's, a VPN's, or self-assigned. */
export const isVirtual = ({ name, address }: InterfaceAddress): boolean =>
  VIRTUAL.test(name) || LINK_LOCAL.test(address);

/** This machine's address in the LAN (IPv4). */
export async function lanAddress(): Promise<string> {
  return chooseLanAddress(machineAddresses(), await defaultRouteAddress());
}

/** The IPv4 addresses of this machine, in the system's order. */
export const machineAddresses = (): readonly InterfaceAddress[] =>
  Object.entries(networkInterfaces()).flatMap(([name, entries = []]) =>
    entries
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, internal }) => ({ name, address, internal })),
  );

/** The local address that a packet to the outside would have. Connecting a UDP socket sends nothing. */
export function defaultRouteAddress(): Promise<string | undefined> {
  const socket = createSocket('udp4');
  return new Promise<string | undefined>((resolve) => {
    socket.once('error', () => resolve(undefined));
    // TEST-NET-1 (RFC 5737): routed like any outside address, and nobody's.
    socket.connect(9, '192.0.2.1', () => resolve(socket.address().address));
  }).finally(() => socket.close());
}
