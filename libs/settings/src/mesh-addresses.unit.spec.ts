import { describe, expect, it } from '@jest/globals';
import type { InterfaceAddress } from './lan-address.js';
import { isPlainHttpBeyondLoopback, listMeshAddresses } from './mesh-addresses.js';
import { readSettings } from './settings.js';

const LOOPBACK: InterfaceAddress = { name: 'lo', address: '127.0.0.1', internal: true };
const FOUND: readonly InterfaceAddress[] = [
  LOOPBACK,
  { name: 'docker0', address: '172.17.0.1', internal: false },
  { name: 'wlan0', address: '192.168.1.21', internal: false },
  { name: 'eth0', address: '192.168.1.20', internal: false },
  { name: 'tailscale0', address: '100.64.0.1', internal: false },
];

const listed = (environment: Record<string, string>, found = FOUND): readonly string[] =>
  listMeshAddresses(readSettings(environment), found, '192.168.1.20').map(
    ({ url, kind, interface: name }) => `${kind} ${url} ${name ?? '-'}`,
  );

describe('the addresses of a mesh', () => {
  it('are those of the LAN, the default route first, then containers and VPNs, without loopback', () => {
    expect(listed({})).toEqual([
      'lan http://192.168.1.20:6969 eth0',
      'lan http://192.168.1.21:6969 wlan0',
      'other http://172.17.0.1:6969 docker0',
      'other http://100.64.0.1:6969 tailscale0',
    ]);
  });

  it('begin with PUBLIC_URL, and name no address twice', () => {
    expect(listed({ PUBLIC_URL: 'https://mesh.example/m/' })[0]).toBe('configured https://mesh.example/m -');
    const twice = listed({ PUBLIC_URL: 'http://192.168.1.20:6969' });
    expect(twice.filter((line) => line.includes('192.168.1.20'))).toEqual([
      'configured http://192.168.1.20:6969 -',
    ]);
  });

  it('are loopback only when there is nothing else', () => {
    expect(listed({}, [LOOPBACK])).toEqual(['loopback http://127.0.0.1:6969 -']);
    expect(listed({ HOST: '127.0.0.1' })).toEqual(['loopback http://127.0.0.1:6969 lo']);
    expect(listed({ HOST: '127.0.0.1', PUBLIC_URL: 'https://mesh.example' })).toEqual([
      'configured https://mesh.example -',
    ]);
  });

  it('are the one that the gateway listens on', () => {
    expect(listed({ HOST: '192.168.1.21' })).toEqual(['lan http://192.168.1.21:6969 wlan0']);
    expect(listed({ HOST: 'fd00::2' })).toEqual(['other http://[fd00::2]:6969 -']);
  });

  it('use https when the gateway does', () => {
    expect(listed({ HOST: '192.168.1.21', TLS: 'self-signed' })[0]).toContain('https://192.168.1.21:6969');
  });
});

describe('plain HTTP beyond loopback', () => {
  it.each([
    [true, {}],
    [false, { HOST: '127.0.0.1' }],
    [false, { TLS: 'self-signed' }],
    [false, { PUBLIC_URL: 'https://mesh.example' }],
    [true, { PUBLIC_URL: 'http://mesh.example', HOST: '127.0.0.1' }],
    [false, { PUBLIC_URL: 'http://127.0.0.1:6969', HOST: '127.0.0.1' }],
    [true, { PUBLIC_URL: 'http://127.0.0.1:6969' }],
  ])('is %s with %j', (expected, environment) => {
    expect(isPlainHttpBeyondLoopback(readSettings(environment as Record<string, string>))).toBe(expected);
  });
});
