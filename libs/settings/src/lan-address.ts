import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** Containers, bridges, virtual machines and VPNs: addresses that a phone on the LAN cannot reach. */
const NOT_LAN =
  /^(lo|docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|cali|podman|tun|tap|wg|tailscale|zt|utun|ppp)/;

/** The IPv4 address by which the LAN reaches this machine: the default route's interface first; undefined when there is none. */
export function lanAddress(): string | undefined {
  const addresses = Object.entries(networkInterfaces()).flatMap(([name, found = []]) =>
    found
      .filter(
        ({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'),
      )
      .map(({ address }) => ({ name, address })),
  );
  const reachable = addresses.filter(({ name }) => !NOT_LAN.test(name));
  const onDefaultRoute = defaultRouteInterface();
  return (reachable.find(({ name }) => name === onDefaultRoute) ?? reachable[0] ?? addresses[0])?.address;
}

/** Linux only; elsewhere the first suitable interface has to do. */
function defaultRouteInterface(): string | undefined {
  try {
    const routes = readFileSync('/proc/net/route', 'utf8')
      .split('\n')
      .map((line) => line.split('\t'));
    return routes.find(([, destination]) => destination === '00000000')?.[0];
  } catch {
    return undefined;
  }
}
