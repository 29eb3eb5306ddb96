import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createTestDatabase, testNatsUrl, testRedisUrl } from './index.js';

/** What a server says first, or answers to a line. */
function firstAnswer(url: string, line?: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => line !== undefined && socket.write(`${line}\r\n`));
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString());
    });
    socket.once('error', reject);
  });
}

describe('the servers of a test run', () => {
  it('gives each test a migrated database of its own', async () => {
    const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const tables = `select table_schema from information_schema.tables where table_schema in ('pairing', 'registry')`;
    expect(new Set((await first.query(tables)).map((row) => row['table_schema']))).toEqual(
      new Set(['pairing', 'registry']),
    );
    await first.query('create table mine (id int)');
    expect(await second.query(`select to_regclass('mine') as found`)).toEqual([{ found: null }]);
    await first.drop();
    expect(
      await second.query('select datname from pg_database where datname = $1', [
        new URL(first.url).pathname.slice(1),
      ]),
    ).toEqual([]);
    await second.drop();
  });

  it('lets no one into NATS without its password', async () => {
    expect(await firstAnswer(testNatsUrl())).toContain('"auth_required":true');
    expect(await firstAnswer(testNatsUrl())).toContain('"jetstream":true');
  });

  it('lets no one into Redis without its password', async () => {
    expect(await firstAnswer(testRedisUrl(), 'PING')).toContain('NOAUTH');
  });
});
