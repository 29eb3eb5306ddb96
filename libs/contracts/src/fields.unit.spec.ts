import { describe, expect, it } from '@jest/globals';
import { digestOf } from './fields.js';

describe('the digest of a secret', () => {
  it('is its SHA-256 as base64url (FIPS 180-4, the message "abc")', () => {
    expect(digestOf('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});
