import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpClient, type RunningSystem, startSystem, waitFor } from '@meshpair/testing';

interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('npx meshpair owners', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let dataDir: string;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    client = new HttpClient(system.baseUrl);
    dataDir = await mkdtemp(join(tmpdir(), 'meshpair-owners-'));
    await writeFile(join(dataDir, 'mesh.json'), JSON.stringify({ databaseUrl: system.databaseUrl }));
  });

  afterAll(async () => {
    client?.close();
    await system?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const owners = (
    args: readonly string[],
    env: Readonly<Record<string, string>> = { DATABASE_URL: system.databaseUrl },
  ): Promise<ProgramEnd> =>
    new Promise((resolve) => {
      const program = ['apps/cli/bundle/main.js', 'owners', ...args];
      const child = execFile(process.execPath, program, { env }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });

  const asJson = async (...args: readonly string[]): Promise<Record<string, unknown>> =>
    JSON.parse((await owners([...args, '--json'])).stdout) as Record<string, unknown>;

  const nodes = async (bearer: string): Promise<number> =>
    (await client.call({ path: '/nodes', bearer })).status;

  const untilRefused = (key: string): Promise<unknown> =>
    waitFor(async () => (await nodes(key)) === 401, {
      timeoutMs: 7_000,
      message: 'the gateway refuses the key that was revoked',
    });

  it('adds an owner, prints the key once, and lists it', async () => {
    const { code, stdout } = await owners(['create', 'Grace']);
    const key = /mpo_\w+/.exec(stdout)?.[0] ?? '';
    expect([code, await nodes(key)]).toEqual([0, 200]);
    const listed = [await owners(['list']), await owners(['keys', 'Grace'])];
    for (const each of listed) {
      expect(each.stdout).toContain('Grace');
      expect(each.stdout).not.toContain(key.split('_')[2]);
    }
  });

  it('finds the database of a running npm start in DATA_DIR', async () => {
    expect((await owners(['list'], { DATA_DIR: dataDir })).stdout).toContain('Owner');
    const elsewhere = await owners(['list'], { DATA_DIR: join(dataDir, 'none') });
    expect(elsewhere).toMatchObject({ code: 5, stdout: '' });
    expect(elsewhere.stderr).toContain('set DATABASE_URL, or let npm start run');
  });

  it('rotates a key: the new one opens, the old one is refused everywhere within the gateway’s cache', async () => {
    const first = String((await asJson('create', 'Rosa')).key);
    expect(await nodes(first)).toBe(200);
    const second = String((await asJson('rotate', 'Rosa')).key);
    expect(await nodes(second)).toBe(200);
    await untilRefused(first);
    expect(await nodes(second)).toBe(200);
  });

  it('lets the old key count for its grace', async () => {
    const first = String((await asJson('create', 'Gert')).key);
    const rotated = await asJson('rotate', 'Gert', '--grace', '600');
    expect(rotated['replaced']).toMatchObject([{ keyId: first.split('_')[1], isLive: true }]);
    expect([await nodes(first), await nodes(String(rotated.key))]).toEqual([200, 200]);
  });

  it('revokes a key, which stays revoked when the registry goes away', async () => {
    const { key } = await asJson('create', 'Rex');
    const keyId = String(key).split('_')[1];
    expect(await nodes(String(key))).toBe(200);
    const { code, stdout } = await owners(['revoke', keyId ?? '']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Its owner has no key left')]);
    await untilRefused(String(key));
    await system.stopService('registry');
    expect(await nodes(String(key))).toBe(503);
    await system.startService('registry');
    await untilRefused(String(key));
  });

  it('is not needed: an owner makes keys with one that it has, sees when they were used, and revokes them', async () => {
    const first = String((await asJson('create', 'Edith')).key);
    const call = (
      method: string,
      path: string,
      bearer: string,
      json?: unknown,
    ): ReturnType<HttpClient['call']> => client.call({ method, path, bearer, json });
    const made = await call('POST', '/owner/keys', first, {});
    expect(made).toMatchObject({ status: 201, body: { replaced: null } });
    const { keyId, key } = made.body as { keyId: string; key: string };
    expect(await nodes(key)).toBe(200);
    const listed = (await call('GET', '/owner/keys', key)).body.items as Record<string, unknown>[];
    expect(listed).toMatchObject([
      { keyId: first.split('_')[1], isLive: true, lastUsedAt: expect.any(String) },
      { keyId, isLive: true, lastUsedAt: expect.any(String), endsAt: null },
    ]);
    expect(JSON.stringify(listed)).not.toContain(key.split('_')[2]);

    const replaced = await call('POST', '/owner/keys', first, { replaceAfterSeconds: 0 });
    expect(replaced.body).toMatchObject({ replaced: { keyId: first.split('_')[1], isLive: false } });
    await untilRefused(first);
    expect((await call('DELETE', `/owner/keys/${String(replaced.body.keyId)}`, key)).status).toBe(204);
    const last = await call('DELETE', `/owner/keys/${keyId}`, key);
    expect([last.status, last.body.code]).toEqual([409, 'conflict']);
    expect((await call('DELETE', '/owner/keys/nobody', key)).status).toBe(404);
    const trail = (await call('GET', '/audit/events?actor=owner', key)).body.items as { type: string }[];
    expect(trail.map(({ type }) => type)).toEqual([
      'OwnerKeyCreated',
      'OwnerKeyCreated',
      'OwnerKeyRevoked',
      'OwnerKeyRevoked',
    ]);
  });

  it('nor to end consoles; a console makes a key only with one that it is given, of its own owner', async () => {
    const [key, strangers] = [String((await asJson('create', 'Hedy')).key), system.ownerKey];
    const headers = { origin: system.baseUrl };
    const signIn = async (): Promise<string> => {
      const json = { key };
      const answer = await client.call({ method: 'POST', path: '/console/session', json, headers });
      return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    };
    const by = (
      cookie: string,
      method: string,
      path: string,
      json?: unknown,
    ): ReturnType<HttpClient['call']> => client.call({ method, path, headers: { ...headers, cookie }, json });
    const [mine, lost, another] = [await signIn(), await signIn(), await signIn()];
    const consoles = async (): Promise<{ sessionId: string; isThis: boolean }[]> =>
      (await by(mine, 'GET', '/owner/consoles')).body.items as { sessionId: string; isThis: boolean }[];
    const open = await consoles();
    expect(open.map(({ isThis }) => isThis)).toEqual([false, false, true]);
    const path = `/owner/consoles/${open[1]?.sessionId}`;
    expect((await client.call({ method: 'DELETE', path, bearer: strangers })).status).toBe(404);
    expect((await by(mine, 'DELETE', path)).status).toBe(204);
    expect((await by(mine, 'DELETE', path)).status).toBe(404);
    await waitFor(async () => (await by(lost, 'GET', '/console/session')).status === 401, {
      timeoutMs: 7_000,
      message: 'the console is signed out',
    });
    expect((await by(another, 'GET', '/console/session')).status).toBe(200);
    expect((await by(mine, 'DELETE', '/owner/consoles')).status).toBe(204);
    expect(await consoles()).toMatchObject([{ isThis: true }]);

    for (const json of [{}, { key: strangers }, { key: `${key.slice(0, -4)}nope` }]) {
      const { status, body } = await by(mine, 'POST', '/owner/keys', json);
      expect([status, (body.errors as { field: string }[])[0]?.field]).toEqual([400, 'key']);
    }
    expect((await by(mine, 'POST', '/owner/keys', { key })).status).toBe(201);
  });

  it('says what is wrong, on stderr, and changes nothing', async () => {
    const before = await system.query('select * from registry.owner_keys order by key_id');
    const ends = [
      await owners(['rotate', 'nobody']),
      await owners(['revoke', 'nobody']),
      await owners(['create', 'Owner']),
      await owners(['remove', 'Owner']),
      await owners(['create', 'Ada', 'Lovelace']),
      await owners(['create', 'bad\u0007name']),
      await owners(['rotate', 'Owner', '--grace', '1.5']),
      await owners(['rotate', 'Owner', '--grace', '9999999']),
      await owners(['revoke', 'nobody', '--grace', '5']),
      await owners(['list'], { DATABASE_URL: 'mysql://x' }),
    ];
    expect(ends.map(({ code, stdout }) => [code, stdout])).toEqual([
      [4, ''],
      [4, ''],
      [4, ''],
      [2, ''],
      [2, ''],
      [2, ''],
      [2, ''],
      [2, ''],
      [2, ''],
      [1, ''],
    ]);
    const said = [
      'no owner or key nobody',
      'no owner or key nobody',
      'an owner Owner already',
      'Did you mean revoke',
      'Lovelace',
      'control characters',
      'whole seconds',
      '2592000 at most',
      'grace',
      'DATABASE_URL',
    ];
    ends.forEach(({ stderr }, index) => expect(stderr).toContain(said[index]));
    const refused = await owners(['revoke', 'nobody', '--json']);
    expect(JSON.parse(refused.stderr)).toEqual({ code: 'not_found', title: expect.any(String) });
    expect(await system.query('select * from registry.owner_keys order by key_id')).toEqual(before);
  });

  it('shows how it is used', async () => {
    expect((await owners(['--help'])).stdout).toContain('rotate <reference>');
  });
});
