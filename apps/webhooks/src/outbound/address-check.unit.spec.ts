import { describe, expect, it } from '@jest/globals';
import { addressCheck } from './address-check.js';
import { readTargetUrl } from './target-url.js';

const isPublic = addressCheck([]);

describe('an address', () => {
  it.each(['1.1.1.1', '9.255.255.255', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    'of the public internet may be called: %s',
    (address) => expect(isPublic(address)).toBe(true),
  );

  it.each([
    ['unspecified', '0.0.0.0'],
    ['private', '10.1.2.3'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.255'],
    ['link-local', '169.254.169.254'],
    ['benchmarking', '198.19.0.1'],
    ['documentation', '203.0.113.9'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['IPv4-mapped', '::ffff:127.0.0.1'],
    ['IPv4-mapped', '::ffff:7f00:1'],
    ['IPv4-mapped', '::ffff:1.1.1.1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64', '64:ff9b:1::a00:1'],
    ['discard-only', '100::1'],
    ['Teredo', '2001:0:1::1'],
    ['documentation', '2001:db8::1'],
    ['6to4', '2002:7f00:1::'],
    ['unique local', 'fd00::1'],
    ['unique local', 'fc00::1'],
    ['link-local', 'fe80::1'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['no address', 'localhost'],
  ])('that is %s may not: %s', (_kind, address) => expect(isPublic(address)).toBe(false));

  it('may be called that the operator allows, and no other', () => {
    const isAllowed = addressCheck(['192.168.1.0/24', 'fd00::/8', '127.0.0.1/32']);
    expect(['192.168.1.7', 'fd12::1', '127.0.0.1', '1.1.1.1'].map(isAllowed)).toEqual(Array(4).fill(true));
    expect(['192.168.2.7', 'fc12::1', '127.0.0.2', '::1'].map(isAllowed)).toEqual(Array(4).fill(false));
  });
});

describe('the URL of a target', () => {
  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://１２７.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]:8080/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
  ])('may not lead to an address of the inside: %s', (url) =>
    expect(readTargetUrl(url, isPublic)).toEqual({ complaint: expect.stringContaining('private') }),
  );

  it.each([
    ['nonsense', 'must be a URL'],
    ['http://[fe80::1%25eth0]/', 'must be a URL'],
    ['ftp://example.org/', 'must begin with'],
    ['file:///etc/passwd', 'must begin with'],
    ['https://ada:pass@example.org/', 'must not hold a user'],
    ['https://token@example.org/', 'must not hold a user'],
  ])('is refused when it is none of ours: %s', (url, complaint) =>
    expect(readTargetUrl(url, isPublic)).toEqual({ complaint: expect.stringContaining(complaint) }),
  );

  it('may be any other, with its port', () => {
    for (const url of ['https://example.org/hook?x=1', 'http://1.1.1.1:8443/', 'https://[2606:4700::1111]/'])
      expect(readTargetUrl(url, isPublic)).toEqual({ url: new URL(url) });
  });
});
