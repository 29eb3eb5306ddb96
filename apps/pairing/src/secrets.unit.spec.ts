import { describe, expect, it } from '@jest/globals';
import { newPin, newSecret, pinDigestKeyedBy } from './secrets.js';

describe('secrets at the edge', () => {
  it('writes 256 random bits as 43 base64url characters', () => {
    const sizes: number[] = [];
    const secret = newSecret((size) => {
      sizes.push(size);
      return new Uint8Array(size).fill(255);
    });
    expect(sizes).toEqual([32]);
    expect(secret).toBe('_'.repeat(42) + '8');
  });

  it('draws a PIN again with new bytes when every draw would be biased', () => {
    const draws = [new Uint8Array(16).fill(255), new Uint8Array(16)];
    expect(newPin(() => draws.shift() ?? new Uint8Array())).toBe('100000');
  });

  it('binds a PIN digest to the installation and to the pairing', () => {
    const digest = pinDigestKeyedBy('secret-a');
    expect(digest('pairing-1', '123456')).toMatch(/^[\w-]{43}$/);
    expect(digest('pairing-1', '123456')).toBe(pinDigestKeyedBy('secret-a')('pairing-1', '123456'));
    expect(digest('pairing-2', '123456')).not.toBe(digest('pairing-1', '123456'));
    expect(pinDigestKeyedBy('secret-b')('pairing-1', '123456')).not.toBe(digest('pairing-1', '123456'));
  });
});
