import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@meshpair/servers';
import {
  childOf,
  claim,
  environmentOf,
  HttpClient,
  pairDevice,
  processesWith,
  RunningLauncher,
  start,
  waitFor,
} from '@meshpair/testing';

const SERVICES = ['keeper', 'gateway', 'pairing', 'registry', 'cleanup-worker', 'audit', 'webhooks'].map(
  (name) => `apps/${name}/bundle/main.js`,
);

/** Each service with its user in NATS and its role in Postgres. */
const SERVICE_USERS = [
  ['keeper', 'keeper', undefined],
  ['gateway', 'gateway', undefined],
  ['pairing', 'pairing', 'meshpair_pairing'],
  ['registry', 'registry', 'meshpair_registry'],
  ['cleanup-worker', 'cleanup', 'meshpair_cleanup'],
  ['audit', undefined, 'meshpair_audit'],
  ['webhooks', 'webhooks', 'meshpair_webhooks'],
] as const;

describe('npm start', () => {
  let dataDir: string;
  let environment: Readonly<Record<string, string>>;
  let baseUrl: string;
  let ownerKey: string;
  let launcher: RunningLauncher;
  const codes: string[] = [];
  let owner: HttpClient;

  const nodes = async (): Promise<readonly { role: string }[]> => {
    const answer = await owner.call({ path: '/nodes', bearer: ownerKey });
    expect(answer.status).toBe(200);
    return answer.body.items as readonly { role: string }[];
  };
  const pidOf = async (part: string): Promise<number | undefined> =>
    (await processesWith(dataDir)).find(({ commandLine }) => commandLine.includes(part))?.pid;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'meshpair-launcher-'));
    const port = await freePort();
    baseUrl = `http://127.0.0.1:${port}`;
    environment = { DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1', RATE_LIMITS: 'off' };
    owner = new HttpClient(baseUrl);
    launcher = new RunningLauncher(environment);
    await launcher.untilReady();
    ownerKey = /mpo_[a-z0-9]{8}_[A-Za-z0-9]{43}/.exec(launcher.output)?.[0] ?? '';
  }, 120_000);

  afterAll(async () => {
    owner?.close();
    await launcher?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('prints a key that opens the console, with the host as the only node', async () => {
    expect((await nodes()).map(({ role }) => role)).toEqual(['host']);
  });

  it('prints a link that signs a console in once, at each start another', async () => {
    const [, code = ''] = /#signin=([A-Za-z0-9_-]{43})\b/.exec(launcher.output) ?? [];
    codes.push(code);
    const signIn = { method: 'POST', path: '/console/session', json: { code } };
    expect((await owner.call(signIn)).status).toBe(200);
    expect((await owner.call(signIn)).status).toBe(401);
    expect(launcher.output.split(code)).toHaveLength(2);
    expect(launcher.output).not.toContain('Plain HTTP');
  });

  it('runs each service as a process that its command line names', async () => {
    const commands = (await processesWith(dataDir)).map(({ commandLine }) => commandLine).join('\n');
    for (const service of SERVICES) expect(commands).toContain(service);
  });

  it('keeps its secrets from other users', async () => {
    const files = [
      'secret',
      'mesh.json',
      'postgres-password',
      'postgres-roles/registry-password',
      'nats/password',
      'nats/audit-password',
      'nats/nats.conf',
    ];
    for (const file of files) {
      expect([file, (await stat(join(dataDir, file))).mode & 0o777]).toEqual([file, 0o600]);
    }
    for (const file of files.filter((name) => name.endsWith('password'))) {
      expect(launcher.output).not.toContain((await readFile(join(dataDir, file), 'utf8')).trim());
    }
  });

  it('gives each service its own users, and the gateway no database', async () => {
    for (const [service, natsUser, role] of SERVICE_USERS) {
      const environment = await environmentOf((await pidOf(`apps/${service}/bundle/main.js`)) ?? 0);
      if (natsUser === undefined) expect(environment.NATS_URL).toBeUndefined();
      else expect(new URL(environment.NATS_URL ?? '').username).toBe(natsUser);
      if (role === undefined) expect(environment.DATABASE_URL).toBeUndefined();
      else expect(new URL(environment.DATABASE_URL ?? '').username).toBe(role);
    }
  });

  it("says in mesh.json where the operator's own commands find it", async () => {
    const mesh = JSON.parse(await readFile(join(dataDir, 'mesh.json'), 'utf8')) as Record<string, unknown>;
    expect(mesh).toEqual({
      url: baseUrl,
      publicUrl: baseUrl,
      databaseUrl: expect.stringMatching(/^postgres:\/\/meshpair:[^@]+@127\.0\.0\.1:\d+\/meshpair$/),
      natsUrl: expect.stringMatching(/^nats:\/\/meshpair:[^@]+@127\.0\.0\.1:\d+$/),
      pid: launcher.pid,
    });
  });

  it('refuses a second start on the same data, and names the first', async () => {
    const second = new RunningLauncher({ ...environment, PORT: String(await freePort()) });
    expect((await second.exited).code).toBe(1);
    expect(second.output).toMatch(/is in use by another npm start \(pid \d+\)/);
  });

  it('names a taken port and offers another', async () => {
    const other = await mkdtemp(join(tmpdir(), 'meshpair-launcher-'));
    const second = new RunningLauncher({ ...environment, DATA_DIR: other });
    expect((await second.exited).code).toBe(1);
    expect(second.output).toMatch(
      new RegExp(`port ${environment.PORT ?? ''} is taken; try PORT=\\d+ npm start`),
    );
    await rm(other, { recursive: true, force: true });
  });

  it('names a bad setting and starts nothing', async () => {
    const other = join(dataDir, 'unused');
    const second = new RunningLauncher({ DATA_DIR: other, PIN_MAX_ATTEMPTS: 'many' });
    expect((await second.exited).code).toBe(1);
    expect(second.lines).toEqual([
      'Bad settings:',
      '  PIN_MAX_ATTEMPTS: must be a whole number from 1 to 100, not "many"',
    ]);
  });

  it('names a certificate and a key that are not there before it starts anything', async () => {
    const second = new RunningLauncher({
      ...environment,
      DATA_DIR: join(dataDir, 'unused'),
      TLS_CERT_FILE: '/missing.crt',
      TLS_KEY_FILE: '/missing.key',
    });
    expect((await second.exited).code).toBe(1);
    expect(second.lines).toEqual([
      'Bad settings:',
      '  TLS_CERT_FILE: cannot be read: there is no such file (/missing.crt)',
      '  TLS_KEY_FILE: cannot be read: there is no such file (/missing.key)',
    ]);
  });

  it('says that no phone reaches an address of this machine only', () => {
    expect(launcher.output).toMatch(/no other device can reach 127\.0\.0\.1.*\n.*set HOST=0\.0\.0\.0/);
  });

  it.each(['apps/registry/bundle/main.js', 'postgres/cluster', 'nats/nats.conf'])(
    'starts %s again when it is killed, and pairs on',
    async (part) => {
      const killed = await pidOf(part);
      process.kill(killed ?? 0, 'SIGKILL');
      await waitFor(
        async () => {
          const pid = await pidOf(part);
          return pid !== undefined && pid !== killed;
        },
        { message: `${part} runs again` },
      );
      // Readiness is asked once a second: it may still tell of the time before.
      const startAgain = { method: 'POST', path: '/pairing/start', bearer: ownerKey, json: {} };
      await waitFor(async () => (await owner.call(startAgain)).status === 201, {
        message: 'a pairing can be started again',
      });
      await waitFor(async () => (await owner.call({ path: '/health/ready' })).status === 200, {
        message: 'the gateway is ready again',
      });
    },
    60_000,
  );

  it('tells in a line how each pairing ends, and of each device that goes', async () => {
    const removed = await pairDevice(baseUrl, owner, ownerKey, 2);
    const left = await pairDevice(baseUrl, owner, ownerKey, 3);
    // The registry may answer after the two seconds that verify waits for it; it takes an owner's devices in order.
    let claimed = left.claim;
    await waitFor(
      async () =>
        claimed.status === 200 ||
        (claimed = await claim(owner, left.pairingId, left.secrets.claimSecret)).status === 200,
      { message: 'the device can claim its tokens' },
    );
    await owner.call({
      method: 'DELETE',
      path: `/nodes/${String(removed.verify.body.nodeId)}`,
      bearer: ownerKey,
    });
    await owner.call({ method: 'DELETE', path: '/me', bearer: String(claimed.body.sessionToken) });
    const { pairingId } = await start(owner, ownerKey);
    await owner.call({ method: 'DELETE', path: `/pairing/${pairingId}`, bearer: ownerKey });
    const told = [
      'Paired: Phone 2 (',
      'Removed: Phone 2 (',
      'Left: Phone 3 (',
      'Cancelled: no device had come',
    ];
    for (const text of told)
      await waitFor(() => launcher.output.includes(`"msg":"${text}`), { message: `the line "${text}…"` });
  });

  it('leaves no process behind at Ctrl-C, and finds owner, key and nodes at the next start', async () => {
    const { pairingId, secrets } = await pairDevice(baseUrl, owner, ownerKey, 1);
    // NATS has just come back: the registry may answer after the two seconds that verify waits for it.
    await waitFor(async () => (await claim(owner, pairingId, secrets.claimSecret)).status === 200, {
      message: 'the device can claim its tokens',
    });
    // nats-server has just been killed: what was on its way then is sent again some seconds later.
    await waitFor(() => launcher.output.includes('"msg":"Paired: Phone 1 ('), { message: 'the line' });
    expect((await launcher.stop()).code).toBe(0);
    expect(await processesWith(dataDir)).toEqual([]);
    await expect(stat(join(dataDir, 'mesh.json'))).rejects.toThrow('ENOENT');

    launcher = new RunningLauncher(environment);
    await launcher.untilReady();
    expect(launcher.output).not.toContain(ownerKey);
    expect(launcher.output).toContain('was printed at the first start');
    expect(launcher.output).toMatch(/#signin=[A-Za-z0-9_-]{43}\b/);
    expect(launcher.output).not.toContain(codes[0]);
    expect((await nodes()).map(({ role }) => role).sort()).toEqual(['device', 'host']);
  }, 120_000);

  it('ends what is left of a start that was killed with its guard, and starts', async () => {
    const { pid = 0 } = launcher;
    const left = await Promise.all(['postgres/cluster', 'nats/nats.conf'].map(pidOf));
    // Halted, it cannot put another guard in the place of the killed one.
    process.kill(pid, 'SIGSTOP');
    process.kill((await childOf(pid, 'meshpair-guard')) ?? 0, 'SIGKILL');
    await launcher.stop('SIGKILL');
    for (const orphan of left) expect(process.kill(orphan ?? 0, 0)).toBe(true);

    launcher = new RunningLauncher(environment);
    await launcher.untilReady();
    for (const orphan of left) {
      expect(launcher.output).toMatch(new RegExp(`Ending \\S+ \\(pid ${orphan ?? 0}\\), left behind`));
      expect(() => process.kill(orphan ?? 0, 0)).toThrow('ESRCH');
    }
    expect((await nodes()).map(({ role }) => role).sort()).toEqual(['device', 'host']);
  }, 120_000);

  it('takes its children along when it is killed itself', async () => {
    await launcher.stop('SIGKILL');
    await waitFor(async () => (await processesWith(dataDir)).length === 0, {
      message: 'no process of the killed launcher is left',
    });
  });
});
