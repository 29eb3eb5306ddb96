import { describe, expect, it } from '@jest/globals';
import { ALL_SEE_ALL, type PeerPolicy, seenBy, sees } from './peer-policy.js';

const POLICY: PeerPolicy = {
  rules: [
    { from: 'phone', to: 'tv' },
    { from: 'phone', to: 'printer' },
    { from: 'admin', to: '*' },
    { from: '*', to: 'printer' },
  ],
};

describe('which peers a node sees', () => {
  it('is all until the owner says otherwise', () => {
    expect(sees([], [], ALL_SEE_ALL)).toBe(true);
    expect(sees(['phone'], ['tv'], ALL_SEE_ALL)).toBe(true);
  });

  it('is what a rule for one of its tags names', () => {
    expect(sees(['phone'], ['tv'], POLICY)).toBe(true);
    expect(sees(['guest', 'phone'], ['old', 'tv'], POLICY)).toBe(true);
    expect(sees(['guest'], ['tv'], POLICY)).toBe(false);
    expect(sees(['phone'], [], POLICY)).toBe(false);
  });

  it('is one way', () => {
    expect(sees(['tv'], ['phone'], POLICY)).toBe(false);
  });

  it('is everybody, tagged or not, for a tag that sees any', () => {
    expect(sees(['admin'], [], POLICY)).toBe(true);
    expect(sees([], ['printer'], POLICY)).toBe(true);
  });

  it('is nobody without a rule', () => {
    expect(sees(['admin'], ['admin'], { rules: [] })).toBe(false);
  });

  it('is told as tags to look for', () => {
    expect(seenBy(['phone'], POLICY)).toEqual(['tv', 'printer', 'printer']);
    expect(seenBy(['admin'], POLICY)).toBe('all');
    expect(seenBy([], { rules: [] })).toEqual([]);
  });
});
