import { describe, expect, it } from '@jest/globals';
import { chooseLanAddress, type InterfaceAddress } from './lan-address.js';

const at = (name: string, address: string, internal = false): InterfaceAddress => ({
  name,
  address,
  internal,
});
const loopback = at('lo', '127.0.0.1', true);
const wifi = at('wlan0', '192.168.1.20');
const wired = at('enp3s0', '10.0.0.7');

describe('the address in the QR code', () => {
  it('is the one of the default route', () => {
    expect(chooseLanAddress([loopback, wifi, wired], '10.0.0.7')).toBe('10.0.0.7');
  });

  it.each([
    'docker0',
    'br-1a2b',
    'veth9',
    'cni0',
    'podman1',
    'tun0',
    'tap0',
    'wg0',
    'tailscale0',
    'ztabc',
    'utun3',
  ])('is not the one of %s while the machine has another, even when that is the default route', (name) => {
    expect(chooseLanAddress([loopback, at(name, '100.64.0.9'), wifi], '100.64.0.9')).toBe('192.168.1.20');
  });

  it('is a virtual one when there is no other', () => {
    expect(chooseLanAddress([loopback, at('wg0', '10.9.0.2')], '10.9.0.2')).toBe('10.9.0.2');
  });

  it('is the first real one when there is no default route', () => {
    expect(chooseLanAddress([loopback, at('eth0', '169.254.3.4'), wifi], undefined)).toBe('192.168.1.20');
  });

  it('is loopback when there is nothing else', () => {
    expect(chooseLanAddress([loopback], undefined)).toBe('127.0.0.1');
  });
});
