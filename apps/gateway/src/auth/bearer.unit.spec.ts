import { describe, expect, it } from '@jest/globals';
import { bearerOf, requireBearer, requireClaimSecret } from './bearer.js';

const request = (authorization?: string): { headers: { authorization?: string } } => ({
  headers: { authorization },
});

describe('bearerOf', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['Bearer a.b_c-d~e+f/g==', 'a.b_c-d~e+f/g=='],
    ['Basic abc', undefined],
    ['Bearer', undefined],
    ['Bearer a b', undefined],
    [`Bearer ${'a'.repeat(5000)}`, undefined],
    [undefined, undefined],
  ])('reads %s', (header, token) => {
    expect(bearerOf(request(header))).toBe(token);
  });
});

it('refuses a request without a token, or with one that is no claim secret', () => {
  expect(() => requireBearer(request())).toThrow('Credentials are missing or not valid');
  expect(() => requireClaimSecret(request('Bearer short'))).toThrow('Credentials are missing or not valid');
  expect(requireClaimSecret(request(`Bearer ${'a'.repeat(43)}`))).toHaveLength(43);
});
