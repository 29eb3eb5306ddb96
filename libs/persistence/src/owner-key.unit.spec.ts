import { describe, expect, it } from '@jest/globals';
import { makeOwnerKey, parseOwnerKey } from './owner-key.js';

describe('an owner key', () => {
  it('has an id of 8 and a secret of 43 letters and digits, and comes apart again', () => {
    const key = makeOwnerKey();
    expect(key).toMatch(/^mpo_[a-z0-9]{8}_[A-Za-z0-9]{43}$/);
    const { keyId, secret } = parseOwnerKey(key);
    expect(`mpo_${keyId}_${secret}`).toBe(key);
  });

  it('is never made twice', () => {
    expect(makeOwnerKey()).not.toBe(makeOwnerKey());
  });

  it('is not repeated in the error for a malformed one', () => {
    expect(() => parseOwnerKey('mpo_a-b_c')).toThrow('The owner key is not mpo_<id>_<secret>');
  });
});
