import { describe, expect, it } from '@jest/globals';
import { BadRequestException } from '@nestjs/common';
import { type ProblemCode, PROBLEMS } from '@meshpair/contracts';
import { problem } from './problem-exception.js';
import { headersOf, problemOf, refusalOf } from './problem-of.js';

describe('problemOf', () => {
  it.each(Object.keys(PROBLEMS) as ProblemCode[])('gives %s its status, title and type', (code) => {
    expect(problemOf({ code })).toEqual({ type: `urn:meshpair:problem:${code}`, code, ...PROBLEMS[code] });
  });

  it('keeps detail, errors and attemptsLeft, and nothing else', () => {
    const refusal = {
      code: 'invalid_pin' as const,
      detail: 'd',
      errors: [{ field: 'pin', message: 'm' }],
      attemptsLeft: 0,
    };
    expect(problemOf({ ...refusal, pin: '123456' } as never)).toEqual({
      ...PROBLEMS.invalid_pin,
      ...refusal,
      type: 'urn:meshpair:problem:invalid_pin',
    });
  });

  it('turns a code that it does not know into internal_error', () => {
    expect(problemOf({ code: 'nonsense' } as never)).toMatchObject({ status: 500, code: 'internal_error' });
  });
});

describe('refusalOf', () => {
  it('keeps a refusal of ours', () => {
    expect(refusalOf(problem('token_expired'))).toEqual({ code: 'token_expired' });
  });

  it.each([
    [413, 'payload_too_large'],
    [415, 'unsupported_media_type'],
    [414, 'invalid_request'],
    [503, 'service_unavailable'],
    [502, 'internal_error'],
  ])('reads status %i of the HTTP server as %s', (statusCode, code) => {
    expect(refusalOf(Object.assign(new Error('secret'), { statusCode }))).toEqual({ code });
  });

  it('reads the status of Nest’s exceptions', () => {
    expect(refusalOf(new BadRequestException('secret'))).toEqual({ code: 'invalid_request' });
  });

  it.each([new Error('secret'), 'secret', undefined, { statusCode: 'x' }])(
    'says nothing of what went wrong here',
    (exception) => {
      expect(refusalOf(exception)).toEqual({ code: 'internal_error' });
    },
  );
});

describe('headersOf', () => {
  it('asks to come back when a service is away', () => {
    expect(headersOf({ code: 'service_unavailable' })).toEqual({ 'retry-after': '1' });
  });

  it('says when one who asked too often may ask again', () => {
    expect(headersOf({ code: 'too_many_requests', retryAfterSeconds: 42 }, 'Bearer x')).toEqual({
      'retry-after': '42',
    });
  });

  it('names the scheme, and the error only when there were credentials', () => {
    expect(headersOf({ code: 'unauthorized' })).toEqual({
      'www-authenticate': 'Bearer realm="meshpair"',
    });
    expect(headersOf({ code: 'unauthorized' }, 'Bearer x')).toEqual({
      'www-authenticate': 'Bearer realm="meshpair", error="invalid_token"',
    });
  });

  it('asks for a proof by the name of RFC 9449 where one was sent', () => {
    const algs = 'algs="Ed25519 EdDSA ES256"';
    expect(headersOf({ code: 'unauthorized' }, 'DPoP x')).toEqual({
      'www-authenticate': `DPoP realm="meshpair", error="invalid_token", ${algs}`,
    });
    expect(headersOf({ code: 'invalid_dpop_proof' })).toEqual({
      'www-authenticate': `DPoP realm="meshpair", error="invalid_dpop_proof", ${algs}`,
    });
  });
});
