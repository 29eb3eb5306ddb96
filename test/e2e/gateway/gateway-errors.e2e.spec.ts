import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ProblemCode, PROBLEMS } from '@meshpair/contracts';
import { type LoneGateway, startLoneGateway } from '@meshpair/testing';

const OWNER_KEY = `mpo_test_${'a'.repeat(32)}`;
const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

describe('a gateway alone', () => {
  let gateway: LoneGateway;

  beforeAll(async () => {
    gateway = await startLoneGateway();
  });

  afterAll(() => gateway.stop());

  const call = (method: string, path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, gateway.baseUrl), { method, ...init });

  const post = (path: string, body: string, headers: Record<string, string>): Promise<Response> =>
    call('POST', path, { body, headers });

  const expectProblem = async (answer: Response, code: ProblemCode): Promise<Record<string, unknown>> => {
    const body = (await answer.json()) as Record<string, unknown>;
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.status).toBe(PROBLEMS[code].status);
    expect(body).toMatchObject({ code, type: `urn:meshpair:problem:${code}`, status: answer.status });
    return body;
  };

  it.each([
    ['an unknown path', 'not_found', 'GET', '/nope'],
    ['an unknown asset', 'not_found', 'GET', '/assets/nope.js'],
    ['a path out of the assets', 'not_found', 'GET', '/assets/..%2fpackage.json'],
    ['another method', 'method_not_allowed', 'PUT', '/nodes'],
    ['a URL that cannot be read', 'invalid_request', 'GET', '/%zz'],
    ['an endless parameter', 'invalid_request', 'GET', `/nodes/${'a'.repeat(300)}`],
    ['an unknown query field', 'invalid_request', 'GET', '/health/live?x=1'],
    ['a join link without a token', 'invalid_request', 'GET', '/join'],
    ['no credentials', 'unauthorized', 'GET', '/nodes'],
    ['no credentials for GraphQL', 'unauthorized', 'GET', '/graphql?query=%7Bnodes%7Bid%7D%7D'],
    ['no credentials of a device', 'unauthorized', 'GET', '/me'],
    ['no claim secret', 'unauthorized', 'POST', '/pairing/p1/claim'],
    ['a body where none belongs, after the credentials', 'unauthorized', 'DELETE', '/pairing/p1'],
  ] as const)('answers %s with the problem %s', async (_what, code, method, path) => {
    await expectProblem(await call(method, path), code);
  });

  it('names the methods that a path does answer', async () => {
    expect((await call('POST', '/nodes/n1')).headers.get('allow')).toBe('DELETE, GET, HEAD, PATCH');
  });

  it('names each field that is wrong or unknown', async () => {
    const body = JSON.stringify({ token: 'x', extra: 1, device: { name: '', more: 1 } });
    const problem = await expectProblem(await post('/pairing/connect', body, JSON_TYPE), 'invalid_request');
    const fields = (problem.errors as { field: string }[]).map(({ field }) => field).sort();
    expect(fields).toEqual(['device.more', 'device.name', 'extra', 'token']);
  });

  it.each([
    ['malformed JSON', 'invalid_request', '/pairing/connect', '{bad', JSON_TYPE],
    ['a prototype key', 'invalid_request', '/pairing/connect', '{"__proto__":{"a":1}}', JSON_TYPE],
    ['more than 16 KiB', 'payload_too_large', '/pairing/connect', `"${'a'.repeat(16_384)}"`, JSON_TYPE],
    ['text', 'unsupported_media_type', '/pairing/connect', 'x', { 'content-type': 'text/plain' }],
    ['a form for JSON', 'unsupported_media_type', '/pairing/verify', 'pin=123456', FORM_TYPE],
    ['JSON for a form', 'unsupported_media_type', '/join', '{}', JSON_TYPE],
    ['a repeated form field', 'invalid_request', '/tokens/introspect', 'token=a&token=b', FORM_TYPE],
    ['an undeclared body', 'invalid_request', '/me/heartbeat', '{"a":1}', JSON_TYPE],
  ] as const)('refuses %s as %s', async (_what, code, path, body, headers) => {
    await expectProblem(await post(path, body, headers), code);
  });

  it('answers what is not HTTP with a problem too', async () => {
    const socket = connect(Number(new URL(gateway.baseUrl).port), '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 [^]*application\/problem\+json/);
  });

  it('answers 503 with Retry-After, at once, while no service takes its commands', async () => {
    const answer = await call('GET', '/nodes', { headers: { authorization: `Bearer ${OWNER_KEY}` } });
    expect(answer.headers.get('retry-after')).toBe('1');
    await expectProblem(answer, 'service_unavailable');
  });

  it('is live, but not ready while its services do not answer', async () => {
    expect(await (await call('GET', '/health/live')).json()).toEqual({ status: 'ok' });
    const problem = await expectProblem(await call('GET', '/health/ready'), 'service_unavailable');
    expect(problem.detail).toBe('not ready: pairing, registry');
  });

  it('still shows the join form while the pairing service is away', async () => {
    const answer = await call('GET', `/join?token=${'A'.repeat(43)}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<form method="post" action="/join">');
  });

  it('sends every page and answer with the headers that protect it', async () => {
    for (const path of ['/', '/docs', '/nope', '/openapi.json', '/%zz']) {
      const { headers } = await call('GET', path);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
  });

  it('serves the API’s documentation without inline code or another host', async () => {
    const page = await (await call('GET', '/docs')).text();
    expect(page).not.toMatch(/<script>|<style|https?:/);
    const style = await (await call('GET', '/assets/docs.css')).text();
    expect(style).not.toMatch(/https?:/);
    const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g), ...style.matchAll(/url\('([^']+)'\)/g)];
    expect(named.map(([, path]) => path)).toEqual(
      expect.arrayContaining(['/assets/docs.css', '/docs/assets/swagger-ui.css', '/assets/docs.js']),
    );
    for (const [, path = ''] of named) expect((await call('GET', path)).status).toBe(200);
  });
});
