import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LoneGateway, startLoneGateway } from '@meshpair/testing';

const SCRIPT = 'console.log("built");'.repeat(50);
const PAGE =
  '<!doctype html><title>Console</title><script type="module" src="/assets/main-a1b2c3.js"></script>';
const SECRET = 'not to be served';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

describe('the files of the console’s build', () => {
  let folder: string;
  let gateway: LoneGateway;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshpair-public-'));
    await mkdir(join(folder, 'assets/fonts'), { recursive: true });
    const files: Record<string, string | Buffer> = {
      'console.html': PAGE,
      'secret.txt': SECRET,
      'assets/main-a1b2c3.js': SCRIPT,
      'assets/main-a1b2c3.js.br': brotliCompressSync(SCRIPT),
      'assets/main-a1b2c3.js.gz': gzipSync(SCRIPT),
      'assets/main-d4e5f6.css': 'body{}',
      'assets/fonts/text-1.woff2': 'font',
      'assets/.hidden': SECRET,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    gateway = await startLoneGateway({}, ['test/e2e/gateway/gateway-with-files.mjs', folder]);
  });

  afterAll(async () => {
    await gateway?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** As it is written: `fetch` would resolve the dots. */
  const get = (path: string, encoding?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(gateway.baseUrl);
      const headers = encoding === undefined ? {} : { 'accept-encoding': encoding };
      request({ port, host: '127.0.0.1', path, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      })
        .on('error', reject)
        .end();
    });

  it.each([
    ['/assets/main-a1b2c3.js', /javascript/],
    ['/assets/main-d4e5f6.css', /css/],
    ['/assets/fonts/text-1.woff2', /woff2/],
  ])('are kept for ever, with their types: %s', async (path, type) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(type);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-encoding']).toBeUndefined();
  });

  it('are sent compressed to those who take it', async () => {
    const answer = await get('/assets/main-a1b2c3.js', 'gzip, br');
    expect(answer.headers).toMatchObject({
      'content-encoding': 'br',
      vary: expect.stringMatching(/accept-encoding/i),
    });
    expect(brotliDecompressSync(answer.body).toString()).toBe(SCRIPT);
    expect((await get('/assets/main-a1b2c3.js', 'gzip')).headers['content-encoding']).toBe('gzip');
    expect((await get('/assets/main-d4e5f6.css', 'gzip, br')).headers['content-encoding']).toBeUndefined();
  });

  it('leave the gateway’s own files and documents alone', async () => {
    for (const path of ['/assets/docs.js', '/assets/pages.css', '/docs', '/openapi.json', '/health/live']) {
      expect([path, (await get(path)).status]).toEqual([path, 200]);
    }
    expect((await get('/assets/docs.js')).headers['cache-control']).toBe('public, max-age=3600');
  });

  it.each([
    '/assets/missing.js',
    '/assets/',
    '/assets/fonts/',
    '/assets/fonts',
    '/assets/.hidden',
    '/assets/../secret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/fonts/../../secret.txt',
    '/assets/%5c..%5csecret.txt',
    '/assets//etc/passwd',
    '/assets/%00',
    '/assets/%',
    '/console.html',
    '/secret.txt',
  ])('are not reached by %s', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.toString()).not.toContain(SECRET);
    expect(answer.headers['cache-control'] ?? 'no-store').toBe('no-store');
  });

  it('are what the console’s page at / is made of, which nobody keeps and nothing can be slipped into', async () => {
    const page = await get('/');
    expect(page.body.toString()).toBe(PAGE);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    const policy = String(page.headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy.join()).not.toContain('unsafe');
  });
});
