import { describe, expect, it } from '@jest/globals';
import { clientAddress, plainAddress } from './client-address.js';

describe('plainAddress', () => {
  it.each([
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['::FFFF:10.0.0.7', '10.0.0.7'],
    ['10.0.0.7', '10.0.0.7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['not-an-address', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %s as %s', (given, expected) => {
    expect(plainAddress(given)).toBe(expected);
  });
});

describe('clientAddress', () => {
  it('takes the socket’s address when a proxy sends nonsense', () => {
    const request = { ip: 'nonsense', socket: { remoteAddress: '::ffff:10.0.0.1' } };
    expect(clientAddress(request as never)).toBe('10.0.0.1');
  });
});
