import { describe, expect, it } from '@jest/globals';
import { digestOf, Endpoint, WireGuardKey } from './fields.js';

describe('the digest of a secret', () => {
  it('is its SHA-256 as base64url (FIPS 180-4, the message "abc")', () => {
    expect(digestOf('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});

describe('how a node is reached', () => {
  const key = 'hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=';

  it('is a key of 32 bytes as WireGuard writes it, and not of zeros', () => {
    expect(WireGuardKey.safeParse(key).success).toBe(true);
    for (const wrong of [
      key.slice(1),
      key.replace('=', ''),
      `${key}\n`,
      `${'A'.repeat(43)}=`,
      key.replace('o=', 'p='),
    ])
      expect(WireGuardKey.safeParse(wrong).success).toBe(false);
  });

  it.each(['192.168.1.20:51820', '[2001:db8::7]:51820', '[::ffff:10.0.0.1]:1'])('is at %s', (endpoint) => {
    expect(Endpoint.safeParse(endpoint).success).toBe(true);
  });

  it.each([
    'mesh.example:51820',
    '192.168.1.20',
    '192.168.1.256:1',
    '192.168.1.20:0',
    '192.168.1.20:65536',
    '2001:db8::7:51820',
    '[fe80::1%eth0]:1',
    '10.0.0.1:1\nPostUp = reboot',
  ])('is not at %j', (endpoint) => {
    expect(Endpoint.safeParse(endpoint).success).toBe(false);
  });
});
