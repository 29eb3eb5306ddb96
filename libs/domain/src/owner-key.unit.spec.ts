import { describe, expect, it } from '@jest/globals';
import {
  KEYS_IN_TEXT,
  partsOfAuditKey,
  partsOfOwnerKey,
  partsOfSetupKey,
  writeAuditKey,
  writeOwnerKey,
  writeSetupKey,
} from './owner-key.js';

const parts = { keyId: 'ada1', secret: 'Aa0'.repeat(12) };

describe('an owner key', () => {
  it('is taken apart as it was put together', () => {
    expect(partsOfOwnerKey(writeOwnerKey(parts))).toEqual(parts);
  });

  it.each([
    ['an id with capitals', writeOwnerKey({ ...parts, keyId: 'Ada' })],
    ['no id', writeOwnerKey({ ...parts, keyId: '' })],
    ['a secret that is too short', writeOwnerKey({ ...parts, secret: 'a'.repeat(31) })],
    ['a third part', `${writeOwnerKey(parts)}_more`],
    ['another prefix', writeOwnerKey(parts).replace('mpo', 'mpx')],
    ['something after it', `${writeOwnerKey(parts)}\n`],
  ])('is not one with %s', (_what, key) => {
    expect(partsOfOwnerKey(key)).toBeUndefined();
  });

  it('is no auditor’s and no setup key, and the other way round', () => {
    expect(partsOfAuditKey(writeAuditKey(parts))).toEqual(parts);
    expect(partsOfSetupKey(writeSetupKey(parts))).toEqual(parts);
    expect(partsOfSetupKey(writeOwnerKey(parts))).toBeUndefined();
    expect(partsOfOwnerKey(writeSetupKey(parts))).toBeUndefined();
    expect(partsOfAuditKey(writeOwnerKey(parts))).toBeUndefined();
    expect(partsOfOwnerKey(writeAuditKey(parts))).toBeUndefined();
  });

  it('is found in a text, cut short too', () => {
    const text = `key ${writeOwnerKey(parts)}, mpo_bob_cut, ${writeAuditKey(parts)}, ${writeSetupKey(parts)}`;
    expect(text.replace(KEYS_IN_TEXT, '<$1>')).toBe('key <mpo_ada1>, <mpo_bob>, <mpa_ada1>, <mps_ada1>');
  });
});
