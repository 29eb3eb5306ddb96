import fc from 'fast-check';
import type { HttpBody, HttpInput, Insert } from './http-input.js';
import { DESCRIBED_ROUTES, validRequests } from './http-routes.js';
import { fieldOf } from './material.js';
import { anyJson, anyText, headerText, pathText } from './values.js';

type Break = (input: HttpInput) => HttpInput;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'] as const;
const HEADERS = [
  'accept',
  'accept-encoding',
  'content-encoding',
  'content-length-x',
  'cookie',
  'forwarded',
  'host',
  'if-none-match',
  'last-event-id',
  'origin',
  'range',
  'referer',
  'user-agent',
  'x-forwarded-for',
  'x-http-method-override',
] as const;
const TYPES = [
  undefined,
  '',
  'application/json; charset=utf-16',
  'application/JSON',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/xml',
  'application/problem+json',
  'garbage',
] as const;

const anyBearer: fc.Arbitrary<Insert> = fc.oneof(
  { weight: 3, arbitrary: fieldOf('owner', 'ownerKey') },
  { weight: 1, arbitrary: fieldOf('started', 'token') },
  { weight: 2, arbitrary: fieldOf('connected', 'claimSecret') },
  { weight: 3, arbitrary: fieldOf('claimed', 'sessionToken') },
  { weight: 1, arbitrary: fieldOf('claimed', 'peerToken') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'Bearer',
      'Basic YTpi',
      `mpo_test_${'0'.repeat(48)}`,
      'eyJhbGciOiJub25lIn0.e30.',
    ),
  },
  { weight: 1, arbitrary: headerText },
);

const bearer: fc.Arbitrary<Break> = fc.oneof(
  anyBearer.map((value): Break => (input) => ({
    ...input,
    headers: { ...input.headers, authorization: value },
  })),
  fc.constant<Break>((input) => ({ ...input, headers: omit(input.headers, 'authorization') })),
);

const header: fc.Arbitrary<Break> = fc
  .tuple(fc.constantFrom(...HEADERS), fc.oneof(headerText, fc.constantFrom('1', '999999999999', '*')))
  .map(([name, value]): Break => (input) => ({ ...input, headers: { ...input.headers, [name]: value } }));

const query: fc.Arbitrary<Break> = fc
  .tuple(
    fc.oneof(fc.constantFrom('limit', 'after', 'qr', 'wait', 'state', 'type', 'token', 'query'), anyText),
    anyText,
  )
  .map(([name, value]): Break => (input) => ({ ...input, query: [...input.query, [name, value]] }));

const path: fc.Arbitrary<Break> = fc.tuple(fc.nat(4), pathText).map(([at, text]): Break => (input) => ({
  ...input,
  path: input.path.length > 1 ? input.path.with(1, text) : [...input.path, '/'.repeat(at % 2), text],
}));

const method: fc.Arbitrary<Break> = fc
  .constantFrom(...METHODS)
  .map((name): Break => (input) => ({ ...input, method: name }));

const type: fc.Arbitrary<Break> = fc.constantFrom(...TYPES).map((name): Break => (input) => ({
  ...input,
  body: { ...(input.body ?? { as: 'json', content: {} }), type: name },
}));

const fields = (body: HttpBody | undefined): Readonly<Record<string, unknown>> =>
  typeof body?.content === 'object' && body.content !== null ? { ...body.content } : {};

const withContent = (input: HttpInput, content: unknown): HttpInput => ({
  ...input,
  body: { type: 'application/json', as: 'json', ...input.body, content },
});

const omit = <T>(record: Readonly<Record<string, T>>, name: string | undefined): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));

const keyAt = (record: Readonly<Record<string, unknown>>, at: number): string =>
  Object.keys(record)[at % Math.max(Object.keys(record).length, 1)] ?? 'x';

const field: fc.Arbitrary<Break> = fc.oneof(
  fc.nat(9).map(
    (at): Break =>
      (input) =>
        withContent(input, omit(fields(input.body), keyAt(fields(input.body), at))),
  ),
  fc.tuple(fc.nat(9), anyJson).map(
    ([at, value]): Break =>
      (input) =>
        withContent(input, { ...fields(input.body), [keyAt(fields(input.body), at)]: value }),
  ),
  fc.tuple(anyText, anyJson).map(
    ([name, value]): Break =>
      (input) =>
        withContent(input, { ...fields(input.body), [name]: value }),
  ),
  fc.tuple(anyText, anyJson).map(
    ([name, value]): Break =>
      (input) =>
        withContent(input, { ...fields(input.body), device: { name: 'Phone', [name]: value } }),
  ),
  anyJson.map(
    (value): Break =>
      (input) =>
        withContent(input, value),
  ),
);

const TEXTS = [
  '',
  '{',
  '{"a":1}}',
  '{"token":"a","token":"b"}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '\u{feff}{}',
  'null',
  '"text"',
  '[[[[[[[[]]]]]]]]',
  `${'['.repeat(8000)}${']'.repeat(8000)}`,
  `{"a":"${'x'.repeat(17_000)}"}`,
  `${'a=1&'.repeat(3000)}`,
  'token[a]=b&token[__proto__]=c',
  'token=%zz&token=%ff',
] as const;

const text: fc.Arbitrary<Break> = fc
  .oneof(fc.constantFrom(...TEXTS), anyText)
  .map((content): Break => (input) => ({
    ...input,
    body: { type: 'application/json', ...input.body, as: 'text', content },
  }));

const breaks: fc.Arbitrary<readonly Break[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: bearer },
    { weight: 2, arbitrary: header },
    { weight: 3, arbitrary: query },
    { weight: 3, arbitrary: path },
    { weight: 2, arbitrary: method },
    { weight: 2, arbitrary: type },
    { weight: 6, arbitrary: field },
    { weight: 3, arbitrary: text },
  ),
  { minLength: 1, maxLength: 2 },
);

/** A request with one or two things wrong. */
export const nearlyValidRequest: fc.Arbitrary<HttpInput> = fc
  .tuple(fc.oneof(...validRequests), breaks)
  .map(([input, all]) => ({ ...all.reduce((broken, one) => one(broken), input), intent: 'nearly' }));

/** A request in which nothing fits. */
export const garbageRequest: fc.Arbitrary<HttpInput> = fc
  .record({
    method: fc.constantFrom(...METHODS),
    path: fc.oneof(
      fc
        .tuple(fc.constantFrom(...DESCRIBED_ROUTES), pathText)
        .map(([route, junk]) => [(route.split(' ')[1] ?? '').replace('{id}', junk)]),
      pathText.map((junk) => [`/${junk}`]),
    ),
    query: fc.array(fc.tuple(anyText, anyText), { maxLength: 3 }),
    headers: fc.dictionary(fc.constantFrom(...HEADERS, 'authorization'), headerText, { maxKeys: 4 }),
    body: fc.option(
      fc.record({
        type: fc.constantFrom('application/json', 'application/x-www-form-urlencoded', ...TYPES),
        as: fc.constantFrom('json' as const, 'text' as const),
        content: fc.oneof(anyJson, anyText),
      }),
      { nil: undefined },
    ),
  })
  .map(({ body, ...rest }) => ({ ...rest, route: 'any', intent: 'garbage', ...(body && { body }) }));
