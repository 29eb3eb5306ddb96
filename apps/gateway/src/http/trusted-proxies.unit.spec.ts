import { describe, expect, it } from '@jest/globals';
import { SettingsError } from '@meshpair/settings';
import { trustedProxies } from './trusted-proxies.js';

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
