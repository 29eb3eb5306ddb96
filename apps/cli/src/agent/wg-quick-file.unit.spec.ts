import { describe, expect, it } from '@jest/globals';
import type { OwnAddress } from './own-addresses.js';
import { type TunnelNode, wgQuickFile } from './wg-quick-file.js';
import { makeWireGuardKeys } from './wireguard-keys.js';

const keys = makeWireGuardKeys();
const key = 'hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=';
const own: TunnelNode = { name: 'Here', tunnelAddress: 'fd5e:1c2a:90b3::1:2:3' };
const peer: TunnelNode = {
  name: 'Kitchen',
  tunnelAddress: 'fd5e:1c2a:90b3::7',
  wireguardKey: key,
  endpoints: ['10.9.0.7:51820', '192.168.1.42:51820', '[2001:db8::7]:51820'],
};
const fileOf = (one: TunnelNode, addresses: readonly OwnAddress[] = [], here = own): string =>
  wgQuickFile({ own: here, keys, peers: [one], addresses });
const home: OwnAddress = { address: '192.168.1.20', family: 'ipv4', prefixLength: 24 };

describe('the file for wg-quick', () => {
  it('has the own address and key, and of each peer what leads to it alone', () => {
    expect(fileOf(peer))
      .toBe(`# The tunnels of this device, as \`meshpair\` keeps them: what is changed here is lost.
[Interface]
PrivateKey = ${keys.privateKey}
ListenPort = 51820
Address = fd5e:1c2a:90b3::1:2:3/64

# Kitchen
[Peer]
PublicKey = ${key}
AllowedIPs = fd5e:1c2a:90b3::7/128
Endpoint = 10.9.0.7:51820
`);
  });

  it('names the endpoint in a network that this machine is in, or none', () => {
    expect(fileOf(peer, [home])).toContain('Endpoint = 192.168.1.42:51820');
    expect(fileOf({ ...peer, endpoints: [] }, [home])).not.toContain('Endpoint');
  });

  it.each<[string, Partial<TunnelNode>]>([
    ['without a key', { wireguardKey: null }],
    ['with a command for a key', { wireguardKey: `${key}\nPostUp = reboot` }],
    ['with this device’s own key', { wireguardKey: keys.publicKey }],
    ['with an address of another mesh', { tunnelAddress: 'fd5e:1c2a:90b4::7' }],
    ['with an address of the internet', { tunnelAddress: '2001:db8::7' }],
    ['with all addresses', { tunnelAddress: '::/0' }],
    ['with a zone', { tunnelAddress: 'fd5e:1c2a:90b3::7%eth0' }],
    ['without an address', { tunnelAddress: null }],
  ])('leaves out a peer %s', (_, wrong) => {
    expect(fileOf({ ...peer, ...wrong })).not.toContain('[Peer]');
  });

  it('takes from a gateway neither commands in names nor in endpoints', () => {
    const file = fileOf({
      ...peer,
      name: 'Kitchen\nPostUp = reboot',
      endpoints: ['10.9.0.7:1\nPostUp = reboot'],
    });
    expect(file).not.toMatch(/^PostUp/m);
    expect(file).not.toContain('Endpoint');
  });

  it('routes nothing for a device whose own address is none of a mesh', () => {
    for (const tunnelAddress of [null, '2001:db8::1', 'fd00::1\nPostUp = reboot']) {
      const file = fileOf(peer, [], { ...own, tunnelAddress });
      expect(file).not.toContain('Address =');
      expect(file).not.toContain('[Peer]');
    }
  });
});
