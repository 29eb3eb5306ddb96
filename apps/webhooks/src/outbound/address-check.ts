import { BlockList, isIP } from 'node:net';

/** Whether something may be sent to an address. */
export type AddressCheck = (address: string) => boolean;

/** IANA's special-purpose addresses, multicast and reserved ones (RFC 6890): not of the public internet. */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Of IPv6 only what is given out to the world (RFC 4291 §2.4): no loopback, ULA, mapped, compatible or NAT64 address. */
const GLOBAL_IPV6 = ['2000::/3'];
/** Of those: what carries another address within, or is for documentation. */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const special = blockListOf([...SPECIAL_IPV4, ...SPECIAL_IPV6]);
const globalIpv6 = blockListOf(GLOBAL_IPV6);

/** Lets through what is on the public internet, and what the operator allows by ranges (CIDR). */
export function addressCheck(allowedRanges: readonly string[]): AddressCheck {
  const allowed = blockListOf(allowedRanges);
  return (address) => {
    const family = isIP(address);
    if (family === 0) return false;
    if (allowed.check(address, family === 4 ? 'ipv4' : 'ipv6')) return true;
    return family === 4
      ? !special.check(address)
      : globalIpv6.check(address, 'ipv6') && !special.check(address, 'ipv6');
  };
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix = ''] = range.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
