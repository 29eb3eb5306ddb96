import { afterEach, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { logAccess } from './access-log.js';

const TOKEN = 'A'.repeat(43);
const server: { current?: FastifyInstance } = {};

afterEach(() => server.current?.close());

/** What a server at this level logs of these requests. */
async function linesOf(LOG_LEVEL: 'debug' | 'trace' | 'info', paths: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  const write = (...words: readonly string[]): void => void lines.push(words.join(' '));
  server.current = Fastify();
  logAccess(server.current, { LOG_LEVEL }, { log: write, error: write, warn: write, debug: write });
  server.current.get('/join', async () => 'form');
  const url = await server.current.listen({ host: '127.0.0.1', port: 0 });
  for (const path of paths) await (await fetch(`${url}${path}`)).text();
  return lines;
}

it.each(['debug', 'trace'] as const)('says what was answered, and no token, at %s', async (level) => {
  const paths = [`/join?token=${TOKEN}`, `/nowhere?a=1&token=${TOKEN}`];
  expect(await linesOf(level, paths)).toEqual([
    expect.stringMatching(/^GET \/join 200 \d+ ms access$/),
    expect.stringMatching(/^GET \/nowhere 404 \d+ ms access$/),
  ]);
});

it('says nothing at info', async () => {
  expect(await linesOf('info', ['/join'])).toEqual([]);
});
