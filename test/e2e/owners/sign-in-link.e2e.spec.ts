import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { digestOf } from '@meshpair/contracts';
import { type HttpAnswer, HttpClient, type RunningSystem, startSystem } from '@meshpair/testing';

interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PUBLIC_URL = 'https://mesh.example/m/';

describe('npx meshpair link', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let dataDir: string;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    client = new HttpClient(system.baseUrl);
    dataDir = await mkdtemp(join(tmpdir(), 'meshpair-link-'));
  });

  afterAll(async () => {
    client?.close();
    await system?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const meshpair = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<ProgramEnd> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ['apps/cli/bundle/main.js', ...args],
        { env },
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  const link = (...args: readonly string[]): Promise<ProgramEnd> =>
    meshpair(['link', ...args], { DATABASE_URL: system.databaseUrl, PUBLIC_URL, DATA_DIR: dataDir });
  const codeIn = (stdout: string): string => /#signin=([\w-]{43})(?![\w-])/.exec(stdout)?.[1] ?? '';
  const signIn = (code: string): Promise<HttpAnswer> =>
    client.call({ method: 'POST', path: '/console/session', json: { code } });
  const codes = (): Promise<readonly unknown[]> => system.query('select * from registry.sign_in_codes');

  it('prints a link that signs the first owner in, once, and says how long it holds', async () => {
    const { code, stdout } = await link();
    expect([code, stdout]).toEqual([0, expect.stringContaining('https://mesh.example/m/#signin=')]);
    expect(stdout).toMatch(/It signs in once, until .+: within the hour\./);
    expect(stdout).toMatch(/[▀▄█]{10}/);
    const tries = await Promise.all(Array.from({ length: 10 }, () => signIn(codeIn(stdout))));
    expect(tries.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(401)]);
    const cookie = tries.find(({ status }) => status === 200)?.headers['set-cookie']?.[0] ?? '';
    const session = await client.call({ path: '/console/session', headers: { cookie } });
    expect(session.body.owner).toMatchObject({ name: 'Owner' });
  });

  it('keeps the digest of the code only, for an hour', async () => {
    const code = codeIn((await link()).stdout);
    const [row, ...others] = await system.query(
      `select extract(epoch from expires_at - created_at)::integer as seconds
         from registry.sign_in_codes where code_digest = $1`,
      [digestOf(code)],
    );
    expect([row?.['seconds'], others]).toEqual([3600, []]);
    expect(await system.dumpDatabase()).not.toContain(code);
  });

  it('signs in the owner that it was made for, by id or name, and tells programs when it ends', async () => {
    const made = await meshpair(['owners', 'create', 'Ada', '--json'], { DATABASE_URL: system.databaseUrl });
    const { owner } = JSON.parse(made.stdout) as { owner: { ownerId: string } };
    for (const reference of ['Ada', owner.ownerId]) {
      const told = JSON.parse((await link('--owner', reference, '--json')).stdout) as Record<string, string>;
      expect(told).toMatchObject({ owner: { name: 'Ada' }, expiresAt: expect.stringMatching(/Z$/) });
      const answer = await signIn(codeIn(told['link'] ?? ''));
      expect([answer.status, answer.body.owner]).toEqual([200, expect.objectContaining({ name: 'Ada' })]);
    }
  });

  it('leads to --url, else to where npm start runs, and makes no code without an address', async () => {
    expect((await link('--url', `${system.baseUrl}/`)).stdout).toContain(`${system.baseUrl}/#signin=`);
    const bare = { DATABASE_URL: system.databaseUrl, DATA_DIR: dataDir };
    const before = await codes();
    expect(await meshpair(['link'], bare)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Give --url, or set PUBLIC_URL'),
    });
    expect(await codes()).toEqual(before);
    const mesh = { databaseUrl: system.databaseUrl, url: 'http://localhost:1', publicUrl: system.baseUrl };
    await writeFile(join(dataDir, 'mesh.json'), JSON.stringify(mesh));
    const { stdout } = await meshpair(['link'], { DATA_DIR: dataDir });
    expect(stdout).toContain(`${system.baseUrl}/#signin=`);
    expect((await signIn(codeIn(stdout))).status).toBe(200);
  });

  it('names what is wrong: an unknown owner, one without a key, no mesh', async () => {
    const before = await codes();
    expect(await link('--owner', 'Nobody')).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining('no owner or key Nobody'),
    });
    await system.query(
      `insert into registry.owners (owner_id, name, created_at) values ('bare', 'Bare', now())`,
    );
    expect(await link('--owner', 'Bare')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('Bare has no live key: meshpair owners rotate bare makes one'),
    });
    expect(await codes()).toEqual(before);
    const nowhere = await meshpair(['link'], { DATA_DIR: join(dataDir, 'none'), PUBLIC_URL });
    expect(nowhere).toMatchObject({ code: 5, stderr: expect.stringContaining('set DATABASE_URL') });
  });
});
