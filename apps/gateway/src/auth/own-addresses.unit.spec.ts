import { describe, expect, it } from '@jest/globals';
import { OwnAddresses } from './own-addresses.js';

const SETTINGS = {
  HOST: '0.0.0.0',
  HOST_NODE_NAME: 'Attic',
  ALLOWED_HOSTS: ['pair.home.arpa'],
  PUBLIC_URL: undefined,
  TLS: undefined,
  TLS_CERT_FILE: undefined,
};
const addresses = new OwnAddresses(SETTINGS);
const published = new OwnAddresses({ ...SETTINGS, PUBLIC_URL: 'https://Mesh.Example/pair/' });

const arrived = {
  url: '/me/peers?limit=5',
  socket: { localAddress: '::ffff:192.168.1.20', localPort: 6969 },
};
const lead = (own: OwnAddresses, url: string): boolean => own.leadTo(arrived, new URL(url));

describe('the addresses of a gateway', () => {
  it.each([
    'http://192.168.1.20:6969/me/peers',
    'http://192.168.1.20:6969/me/peers?limit=7',
    'HTTP://LOCALHOST:6969/me/peers',
    'http://127.0.0.1:6969/me/peers',
    'http://[::1]:6969/me/peers',
    'http://attic:6969/me/peers',
    'http://attic.local:6969/me/peers',
    'http://pair.home.arpa:6969/me/peers',
    'http://192.168.1.20:6969/other/../me/peers',
  ])('are that of the connection and the names of the machine: %s', (url) => {
    expect(lead(addresses, url)).toBe(true);
  });

  it.each([
    'http://192.168.1.66:6969/me/peers',
    'http://192.168.1.20/me/peers',
    'http://192.168.1.20:6968/me/peers',
    'https://192.168.1.20:6969/me/peers',
    'http://other.local:6969/me/peers',
    'http://192.168.1.20:6969/me',
    'http://192.168.1.20:6969/me/peers/',
    'http://mesh.example/pair/me/peers',
  ])('are none else: %s', (url) => {
    expect(lead(addresses, url)).toBe(false);
    expect(lead(published, url)).toBe(false);
  });

  it('are PUBLIC_URL with its path, and go on being the others', () => {
    expect(lead(published, 'https://mesh.example/pair/me/peers')).toBe(true);
    expect(lead(published, 'https://mesh.example:443/pair/me/peers')).toBe(true);
    expect(lead(published, 'https://mesh.example/me/peers')).toBe(false);
    expect(lead(published, 'http://mesh.example/pair/me/peers')).toBe(false);
    expect(lead(published, 'http://192.168.1.20:6969/me/peers')).toBe(true);
  });

  it('are those of IPv6, and of the port that a scheme has by itself', () => {
    const six = { url: '/me', socket: { localAddress: '2001:db8::1', localPort: 80 } };
    expect(addresses.leadTo(six, new URL('http://[2001:DB8:0::1]/me'))).toBe(true);
    expect(addresses.leadTo(six, new URL('http://[2001:db8::2]/me'))).toBe(false);
  });
});
