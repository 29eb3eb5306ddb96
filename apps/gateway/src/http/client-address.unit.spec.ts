import { describe, expect, it } from '@jest/globals';
import { clientAddress, forwardedAddress } from './client-address.js';

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
