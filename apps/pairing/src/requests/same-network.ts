import { BlockList, isIP } from 'node:net';
import { networkOf, type pairingCommands } from '@meshpair/contracts';

type TypedFrom = pairingCommands.TypedFrom;

/**
 * Whether a device is on the network of who types its code: both at one address (behind one router), in one network that
 * the gateway is in too, in one IPv6 /64, or in one private /24. The gateway's own machine is in all of its networks.
 */
export function isOnSameNetwork(device: string, { ip, attached }: TypedFrom): boolean {
  if (device === ip || isNeighbour(device, ip)) return true;
  const own = attached.flat().map((cidr) => cidr.split('/')[0] ?? '');
  const isHere = (address: string): boolean => own.includes(address) || has(LOOPBACK, address);
  if (isHere(device) && isHere(ip)) return true;
  return attached.some((cidrs) => {
    const network = listOf(cidrs);
    const isInside = (address: string): boolean => isHere(address) || has(network, address);
    return isInside(device) && isInside(ip);
  });
}

/** By the addresses alone. */
function isNeighbour(one: string, other: string): boolean {
  if (isIP(one) === 6 && isIP(other) === 6) return networkOf(one) === networkOf(other);
  const isPrivate = has(PRIVATE, one) && has(PRIVATE, other);
  return isPrivate && first24(one) === first24(other);
}

const first24 = (address: string): string => address.slice(0, address.lastIndexOf('.'));

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const has = (list: BlockList, address: string): boolean => list.check(address, familyOf(address));

function listOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits = ''] = cidr.split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    if (isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most)
      list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

const PRIVATE = listOf(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']);
const LOOPBACK = listOf(['127.0.0.0/8', '::1/128']);
