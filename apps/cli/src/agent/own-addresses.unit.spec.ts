import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from '@jest/globals';
import { addressOf, endpointsOf, ownAddresses } from './own-addresses.js';

const entry = (cidr: string, more: Partial<NetworkInterfaceInfo> = {}): NetworkInterfaceInfo =>
  ({
    address: cidr.split('/')[0],
    cidr,
    family: cidr.includes(':') ? 'IPv6' : 'IPv4',
    internal: false,
    ...more,
  }) as NetworkInterfaceInfo;

const LAN = [entry('fe80::1/64'), entry('2001:db8::20/64'), entry('192.168.1.20/24')];
const DOCKER = [entry('172.17.0.1/16')];

it('are those of the machine’s networks: not of containers, other tunnels, or the link alone', () => {
  const addresses = ownAddresses({
    lo: [entry('127.0.0.1/8', { internal: true })],
    docker0: DOCKER,
    wg0: [entry('fd5e:1c2a:90b3::1/64')],
    eth0: LAN,
  });
  expect(endpointsOf(addresses, 51_820)).toEqual(['192.168.1.20:51820', '[2001:db8::20]:51820']);
  expect(addresses[0]).toEqual({ address: '192.168.1.20', family: 'ipv4', prefixLength: 24 });
});

it('are those of containers where there is nothing else', () => {
  expect(endpointsOf(ownAddresses({ docker0: DOCKER }), 7)).toEqual(['172.17.0.1:7']);
});

it('are told without the port', () => {
  expect(['192.168.1.20:51820', '[2001:db8::20]:51820'].map(addressOf)).toEqual([
    '192.168.1.20',
    '2001:db8::20',
  ]);
});
