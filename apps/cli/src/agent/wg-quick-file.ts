import { BlockList, isIPv6 } from 'node:net';
import type { Node } from '@meshpair/client';
import { Endpoint, WireGuardKey } from '@meshpair/contracts';
import { plain } from '../output/plain.js';
import { addressOf, type OwnAddress } from './own-addresses.js';
import type { WireGuardKeys } from './wireguard-keys.js';

/** What is read of a node; a gateway of yesterday tells less. */
export type TunnelNode = Pick<Node, 'name'> &
  Partial<Pick<Node, 'tunnelAddress' | 'wireguardKey' | 'endpoints'>>;

export interface Tunnels {
  readonly own: TunnelNode;
  readonly keys: WireGuardKeys;
  readonly peers: readonly TunnelNode[];
  /** This machine's own, to choose the nearest endpoint of a peer by. */
  readonly addresses: readonly OwnAddress[];
}

/**
 * A file for wg-quick(8). It may be read by root, and a gateway could send anything: nothing gets into it that is not of its
 * form, and no peer gets another address than one in the mesh's own prefix.
 */
export function wgQuickFile({ own, keys, peers, addresses }: Tunnels): string {
  const prefix = prefixOf(own.tunnelAddress);
  const listed =
    prefix === undefined ? [] : peers.flatMap((peer) => peerLines(peer, keys, prefix, addresses));
  return [
    '# The tunnels of this device, as `meshpair` keeps them: what is changed here is lost.',
    '[Interface]',
    `PrivateKey = ${keys.privateKey}`,
    `ListenPort = ${keys.port}`,
    // The whole prefix: a peer that comes later needs no route of its own.
    ...(prefix === undefined ? [] : [`Address = ${own.tunnelAddress}/64`]),
    ...listed,
    '',
  ].join('\n');
}

/** Unique local addresses (RFC 4193), which route to nobody else. */
const UNIQUE_LOCAL = new BlockList();
UNIQUE_LOCAL.addSubnet('fd00::', 8, 'ipv6');

function prefixOf(address: string | null | undefined): BlockList | undefined {
  if (!isTunnelAddress(address) || !UNIQUE_LOCAL.check(address, 'ipv6')) return undefined;
  const prefix = new BlockList();
  prefix.addSubnet(address, 64, 'ipv6');
  return prefix;
}

/** Without a zone, which `isIPv6` takes too. */
const isTunnelAddress = (address: string | null | undefined): address is string =>
  typeof address === 'string' && isIPv6(address) && !address.includes('%');

function peerLines(
  { name, tunnelAddress, wireguardKey, endpoints = [] }: TunnelNode,
  { publicKey }: WireGuardKeys,
  prefix: BlockList,
  addresses: readonly OwnAddress[],
): readonly string[] {
  if (!WireGuardKey.safeParse(wireguardKey).success || wireguardKey === publicKey) return [];
  if (!isTunnelAddress(tunnelAddress) || !prefix.check(tunnelAddress, 'ipv6')) return [];
  const endpoint = nearest(
    endpoints.filter((each) => Endpoint.safeParse(each).success),
    addresses,
  );
  return [
    '',
    `# ${plain(name)}`,
    '[Peer]',
    `PublicKey = ${wireguardKey}`,
    `AllowedIPs = ${tunnelAddress}/128`,
    ...(endpoint === undefined ? [] : [`Endpoint = ${endpoint}`]),
  ];
}

/** The first endpoint in a network that this machine is in, else the first of all. */
function nearest(endpoints: readonly string[], addresses: readonly OwnAddress[]): string | undefined {
  const networks = new BlockList();
  for (const { address, prefixLength, family } of addresses)
    networks.addSubnet(address, prefixLength, family);
  const isNear = (endpoint: string): boolean => {
    const address = addressOf(endpoint);
    return networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
  return endpoints.find(isNear) ?? endpoints[0];
}
