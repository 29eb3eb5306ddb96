import { describe, expect, it } from '@jest/globals';
import { isOnSameNetwork } from './same-network.js';

/** A gateway at home, with a container's network beside its own. */
const ATTACHED = [
  ['127.0.0.1/8', '::1/128'],
  ['192.168.1.2/23', '2001:db8:1:1::2/64', 'fe80::2/64'],
  ['172.17.0.1/16'],
  ['broken', '10.0.0.1/99'],
];

const isSame = (device: string, ip: string, attached = ATTACHED): boolean =>
  isOnSameNetwork(device, { ip, attached });

describe('a device is on the network of who types its code', () => {
  it.each([
    ['in one network of the gateway', '192.168.0.9', '192.168.1.77'],
    ['by its other address there', '2001:db8:1:1::9', '192.168.1.77'],
    ['typed on the gateway’s machine', '192.168.0.9', '127.0.0.1'],
    ['typed there by its own address', '192.168.0.9', '192.168.1.2'],
    ['on the gateway’s machine', '::1', '192.168.0.9'],
    ['in a container there', '172.17.0.5', '127.0.0.1'],
    ['behind one router', '203.0.113.9', '203.0.113.9'],
    ['in one /64', '2001:db8:7:7::1', '2001:db8:7:7:ffff::1'],
    ['in one private /24 elsewhere', '10.3.4.5', '10.3.4.250'],
  ])('%s', (_when, device, ip) => {
    expect(isSame(device, ip)).toBe(true);
  });
});

describe('a device is elsewhere', () => {
  it.each([
    ['in the internet', '203.0.113.9', '192.168.1.77'],
    ['in the internet, typed on the gateway’s machine', '203.0.113.9', '127.0.0.1'],
    ['beside it in the internet', '203.0.113.9', '203.0.113.10'],
    ['in another network of the gateway', '172.17.0.5', '192.168.1.77'],
    ['in another /64', '2001:db8:7:7::1', '2001:db8:7:8::1'],
    ['in another private network', '10.3.4.5', '10.3.5.5'],
    ['in the office, while the owner is at home', '10.3.4.5', '192.168.1.77'],
    ['in a private network of another kind', '172.32.0.5', '172.32.0.6'],
  ])('%s', (_when, device, ip) => {
    expect(isSame(device, ip)).toBe(false);
  });

  it('where the gateway knows no network of its own', () => {
    expect(isSame('192.168.0.9', '192.168.1.77', [])).toBe(false);
  });
});
