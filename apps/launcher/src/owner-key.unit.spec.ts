import { readSettings } from '@meshpair/settings';
import { describe, expect, it } from '@jest/globals';
import { makeOwnerKey, parseOwnerKey } from './owner-key.js';

describe('an owner key', () => {
  it('is one that the settings accept, with 43 letters and digits of secret', () => {
    const key = makeOwnerKey();
    expect(readSettings({ MESHPAIR_OWNER_KEY: key }).MESHPAIR_OWNER_KEY).toBe(key);
    const { keyId, secret } = parseOwnerKey(key);
    expect([keyId.length, secret.length, `mpo_${keyId}_${secret}`]).toEqual([8, 43, key]);
  });

  it('is never made twice', () => {
    expect(makeOwnerKey()).not.toBe(makeOwnerKey());
  });

  it('is not repeated in the error for a malformed one', () => {
    expect(() => parseOwnerKey('mpo_a-b_c')).toThrow('The owner key is not mpo_<id>_<secret>');
  });
});
