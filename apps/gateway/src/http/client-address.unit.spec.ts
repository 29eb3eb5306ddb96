import { describe, expect, it } from '@jest/globals';
import { SettingsError } from '@meshpair/settings';
import { clientAddress, forwardedAddress, isFromThisMachine, trustedProxies } from './client-address.js';

describe('the address that a proxy tells', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['1.2.3.4:5678', '1.2.3.4'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['[::ffff:1.2.3.4]:443', '1.2.3.4'],
    ['[fe80::1%eth0]:443', 'fe80::1'],
    ['1.2.3.4:', undefined],
    ['[1.2.3.4', undefined],
    ['unknown', undefined],
    ['_hidden:80', undefined],
  ])('%s is %s', (given, expected) => {
    expect(forwardedAddress(given)).toBe(expected);
  });

  it('is the socket’s when a proxy sends nonsense', () => {
    const request = { ip: 'nonsense', socket: { remoteAddress: '::ffff:10.0.0.1' } };
    expect(clientAddress(request as never)).toBe('10.0.0.1');
  });
});

const request = (ip: string, headers: Record<string, string> = {}): never =>
  ({ ip, headers, socket: {} }) as never;

it.each(['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1'])('knows %s as this machine', (ip) => {
  expect(isFromThisMachine(request(ip))).toBe(true);
});

it.each([
  ['192.168.1.20', {}],
  ['::2', {}],
  ['1.127.0.1', {}],
  ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }],
  ['127.0.0.1', { forwarded: 'for=127.0.0.1' }],
  ['127.0.0.1', { via: '1.1 proxy' }],
])('takes %s with %j for another', (ip, headers) => {
  expect(isFromThisMachine(request(ip, headers as Record<string, string>))).toBe(false);
});

const trusts = (TRUST_PROXY: string, address: string): unknown => {
  const isTrusted = trustedProxies({ TRUST_PROXY: TRUST_PROXY.split(',') });
  return isTrusted && isTrusted(address);
};

describe('TRUST_PROXY', () => {
  it('trusts nobody unless told', () => {
    expect(trustedProxies({ TRUST_PROXY: [] })).toBe(false);
  });

  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.1', '::ffff:10.0.0.1'],
    ['10.0.0.1', '10.0.0.1:5678'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.0/104', '10.9.9.9'],
    ['10.1.0.0/16', '10.1.255.255'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['2001:db8::/32', '[2001:db8:ffff::1]:443'],
    ['loopback', '127.8.0.1'],
    ['loopback', '::1'],
    ['linklocal,uniquelocal', 'fe80::1%eth0'],
    ['linklocal,uniquelocal', '192.168.1.1'],
  ])('%s trusts %s', (setting, address) => {
    expect(trusts(setting, address)).toBe(true);
  });

  it.each([
    ['10.0.0.1', '10.0.0.2'],
    ['10.1.0.0/16', '10.2.0.0'],
    ['2001:db8::/32', '2001:db9::1'],
    ['loopback', '10.0.0.1'],
    ['10.0.0.1', 'unknown'],
  ])('%s does not trust %s', (setting, address) => {
    expect(trusts(setting, address)).toBe(false);
  });

  it.each([
    'proxy.local',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.0.0',
    '::/129',
    '::ffff:10.0.0.0/8',
    '1.2.3.4/x',
  ])('refuses %s and names the setting', (bad) => {
    expect(() => trusts(bad, '::1')).toThrow(SettingsError);
    expect(() => trusts(bad, '::1')).toThrow(/TRUST_PROXY/);
  });
});
