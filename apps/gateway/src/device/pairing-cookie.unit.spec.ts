import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digestOf } from '@meshpair/contracts';
import { readWaitingDevice, writeWaitingDevice } from './pairing-cookie.js';

const device = {
  pairingId: '01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f',
  claimSecret: 'c'.repeat(43),
  pin: '482913',
  tokenDigest: digestOf('t'.repeat(43)),
  expiresAt: 1_768_471_200,
};

describe('the cookie of a waiting device', () => {
  it('gives back what was put in', () => {
    expect(readWaitingDevice(writeWaitingDevice(device))).toEqual(device);
  });

  it('is a cookie’s value as it stands', () => {
    expect(writeWaitingDevice(device)).toMatch(/^[\w.-]+$/);
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a field too few', writeWaitingDevice(device).split('.').slice(1).join('.')],
    ['a field too many', `${writeWaitingDevice(device)}.1`],
    ['another PIN', writeWaitingDevice({ ...device, pin: '012345' })],
    ['a short secret', writeWaitingDevice({ ...device, claimSecret: 'c'.repeat(42) })],
    ['a path for an id', writeWaitingDevice({ ...device, pairingId: 'a/b' })],
    ['a time that is none', writeWaitingDevice({ ...device, expiresAt: -1 })],
  ])('is not read from %s', (_what, text) => {
    expect(readWaitingDevice(text)).toBeUndefined();
  });

  it('never throws, whatever a browser sends', () => {
    fc.assert(fc.property(fc.string(), (text) => readWaitingDevice(text) === undefined));
  });
});
