import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf, DeviceKey, DeviceSession, type DeviceTokens } from '@meshpair/client';
import { type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { Terminal } from './terminal.js';

describe('npx meshpair', () => {
  let system: RunningSystem;
  let home: string;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system.stop());

  const atHome = async (): Promise<void> => {
    home = await mkdtemp(join(tmpdir(), 'meshpair-home-'));
  };

  afterEach(() => rm(home, { recursive: true, force: true }));

  const environment = (): Record<string, string> => ({
    XDG_CONFIG_HOME: home,
    DATA_DIR: home,
    MESHPAIR_URL: system.baseUrl,
    MESHPAIR_OWNER_KEY: system.ownerKey,
  });

  const run = async (...args: string[]): Promise<Terminal & { code: number | null }> => {
    const terminal = new Terminal(args, environment());
    return Object.assign(terminal, { code: await terminal.exited });
  };

  it('pairs a device from one terminal to another', async () => {
    await atHome();
    const owner = new Terminal(['pair'], environment());
    const link = (await owner.until(/http:\S+\/join\?token=[\w-]{43}/)).trim();
    expect(owner.output).toMatch(/█|▄|▀/);
    const device = new Terminal(['join', link, '--name', 'Headless', '--json'], {
      XDG_CONFIG_HOME: home,
    });
    const { pin } = await device.untilState('DeviceConnected');
    await owner.until(/Headless \(linux, 127\.0\.0\.1\) has connected/);
    owner.type('12345');
    await owner.until(/A PIN has 6 digits/);
    owner.type(pin === '100000' ? '100001' : '100000');
    await owner.until(/Attempts left: 4/);
    owner.type(String(pin));
    expect([await owner.exited, await device.exited]).toEqual([0, 0]);
    expect(owner.output).toContain('Paired.');

    const file = join(home, 'meshpair/device.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'));
    const credentials = kept as DeviceTokens & { key: { x: string; d: string } };
    expect(credentials.tokenType).toBe('DPoP');
    const key = await DeviceKey.from(credentials.key);
    const session = new DeviceSession({ url: system.baseUrl, key }, credentials);
    expect(await answerOf(session.mesh.GET('/me'))).toMatchObject({ name: 'Headless' });
    const url = 'http://peer.example/files';
    const { json } = await run('token', '--for', url, '--method', 'PUT', '--json');
    const { headers } = json[0] as { headers: Record<string, string> };
    const [, claims = ''] = headers.Authorization?.split('.') ?? [];
    const { owner_id: id } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { owner_id: string };
    const sent = { ...headers, 'X-Original-URL': url, 'X-Original-Method': 'PUT' };
    const checked = (): Promise<Response> =>
      fetch(`${system.baseUrl}/tokens/check?owner=${id}`, { headers: sent });
    expect([(await checked()).status, (await checked()).status]).toEqual([204, 401]);
    expect((await session.renew()).peerToken).not.toBe(credentials.peerToken);
    expect(`${owner.output}${device.output}`).not.toContain(credentials.sessionToken);
  });

  it('says on both sides that a device, which came by the code, was denied', async () => {
    await atHome();
    const owner = new Terminal(['pair', '--json'], environment());
    const { userCode } = await owner.untilState('TokenCreated');
    const device = new Terminal(['join', String(userCode).toLowerCase(), '--json'], environment());
    await device.untilState('DeviceConnected');
    await owner.untilState('DeviceConnected');
    owner.type('deny');
    expect([await owner.exited, await device.exited]).toEqual([4, 4]);
    expect(device.json.at(-1)).toMatchObject({ code: 'denied' });
  });

  it('cancels the pairing when it is interrupted', async () => {
    await atHome();
    const owner = new Terminal(['pair', '--json'], environment());
    const { pairingId } = await owner.untilState('TokenCreated');
    owner.interrupt();
    expect(await owner.exited).toBe(130);
    const { json } = await run('pairings', '--all', '--json');
    expect(json).toContainEqual(expect.objectContaining({ pairingId, reason: 'cancelled' }));
  });

  it('asks what becomes of a device at the same address, and takes the answer from the start too', async () => {
    await atHome();
    const pairWith = async (
      name: string,
      ...options: string[]
    ): Promise<{ owner: Terminal; pin: string }> => {
      const owner = new Terminal(['pair', '--json', ...options], environment());
      const { qrUrl } = await owner.untilState('TokenCreated');
      const output = join(home, `${name}.json`);
      const device = new Terminal(
        ['join', String(qrUrl), '--name', name, '--json', '--output', output],
        environment(),
      );
      const { pin } = await device.untilState('DeviceConnected');
      await owner.untilState('DeviceConnected');
      return { owner, pin: String(pin) };
    };
    const nodesByName = async (): Promise<Map<string, string>> => {
      const { json } = await run('nodes', '--json');
      return new Map(json.map(({ id, name }) => [String(name), String(id)]));
    };

    const kept = await pairWith('Second');
    expect(await kept.owner.untilState('DeviceConnected')).toMatchObject({
      existingDevices: [{ name: 'Headless' }],
    });
    kept.owner.type(kept.pin);
    await kept.owner.until(/"code":"ip_conflict"/);
    kept.owner.type('perhaps');
    kept.owner.type('keep');
    expect(await kept.owner.exited).toBe(0);

    const refused = await pairWith('Third', '--on-ip-conflict', 'reject');
    refused.owner.type(refused.pin);
    expect(await refused.owner.exited).toBe(4);
    expect(refused.owner.json).toContainEqual(
      expect.objectContaining({ code: 'ip_conflict', ip: '127.0.0.1' }),
    );

    const second = String((await nodesByName()).get('Second'));
    const replacing = await pairWith('Fourth', '--on-ip-conflict', 'replace', '--replace', second);
    replacing.owner.type(replacing.pin);
    expect(await replacing.owner.exited).toBe(0);
    const names = [...(await nodesByName()).keys()];
    expect(names).toEqual(expect.arrayContaining(['Headless', 'Fourth']));
    expect(names).not.toContain('Second');
    expect(names).not.toContain('Third');
    expect((await run('pair', '--replace', second)).code).toBe(2);
  });

  it('lists, renames, tags and removes nodes, and asks before it removes', async () => {
    await atHome();
    const { id } = (await run('nodes', '--json')).json.find(({ role }) => role === 'device') ?? {};
    expect((await run('nodes', 'rename', String(id), 'Attic')).code).toBe(0);
    expect((await run('nodes')).output).toMatch(/Attic +device/);
    expect((await run('nodes', 'tag', 'Attic', 'guest', 'upstairs')).output).toContain(
      'Attic now has the tags guest, upstairs.',
    );
    const tagged = (await run('nodes', '--tag', 'upstairs', '--json')).json;
    expect(tagged).toEqual([expect.objectContaining({ id, tags: ['guest', 'upstairs'] })]);
    expect((await run('nodes')).output).toMatch(/Attic .* guest upstairs /);
    expect((await run('nodes', 'tag', 'Attic', 'No Tag')).code).toBe(4);
    expect((await run('nodes', 'tag', 'Attic')).output).toContain('Attic now has no tags.');
    const refused = await run('nodes', 'remove', 'attic');
    expect(refused.code).toBe(2);
    expect(refused.output).toContain('--yes');
    expect((await run('nodes', 'remove', 'Attic', '--yes')).json).toEqual([]);
    expect((await run('nodes', 'rename', String(id), 'Gone')).code).toBe(4);
  });

  it('keeps the owner key from login to logout, and says who that is', async () => {
    await atHome();
    const asNobody = { XDG_CONFIG_HOME: home, DATA_DIR: home };
    const login = new Terminal(['login', '--url', system.baseUrl], asNobody);
    login.type(system.ownerKey);
    expect(await login.exited).toBe(0);
    const signedIn = new Terminal(['status', '--json'], asNobody);
    expect(await signedIn.exited).toBe(0);
    expect(signedIn.json).toEqual([
      expect.objectContaining({
        url: system.baseUrl,
        ready: true,
        owner: { ownerId: expect.any(String), name: expect.any(String) },
        nodes: expect.any(Number),
        openPairings: expect.any(Number),
      }),
    ]);
    expect(await new Terminal(['logout'], asNobody).exited).toBe(0);
    expect(await new Terminal(['nodes', '--url', system.baseUrl], asNobody).exited).toBe(3);
  });

  it('follows the events as they come', async () => {
    await atHome();
    const feed = new Terminal(['events', '--follow', '--json', '--type', 'TokenCreated'], environment());
    const started = new Terminal(['pair', '--json'], environment());
    const { pairingId } = await started.untilState('TokenCreated');
    await waitFor(() => feed.json.some(({ subject }) => subject === pairingId), {
      message: 'the new pairing is in the feed',
    });
    started.interrupt();
    feed.interrupt();
    expect(await feed.exited).toBe(0);
    await started.exited;
  });

  it('says what is wrong, with an exit code for each kind', async () => {
    await atHome();
    const away = { ...environment(), MESHPAIR_URL: 'http://127.0.0.1:9' };
    const nobody = { ...environment(), MESHPAIR_OWNER_KEY: `mpo_nobody_${'x'.repeat(32)}` };
    const codeOf = (args: string[], env = environment()): Promise<number | null> =>
      new Terminal(args, env).exited;
    expect(
      await Promise.all([
        codeOf(['nodse']),
        codeOf(['nodes'], nobody),
        codeOf(['nodes'], { XDG_CONFIG_HOME: home, MESHPAIR_URL: system.baseUrl }),
        codeOf(['pairings', 'cancel', 'no-such-pairing']),
        codeOf(['nodes'], away),
        codeOf(['join', 'not-a-link']),
      ]),
    ).toEqual([2, 3, 3, 4, 5, 2]);
  });

  it('checks what the mesh stands on', async () => {
    await atHome();
    const servers = { DATABASE_URL: system.databaseUrl, NATS_URL: system.natsUrl };
    const doctor = new Terminal(['doctor', '--json'], { ...environment(), ...servers });
    await doctor.exited;
    const findings = new Map(doctor.json.map(({ name, state }) => [String(name), String(state)]));
    expect(Object.fromEntries(findings)).toMatchObject({
      Node: 'ok',
      Postgres: 'ok',
      NATS: 'ok',
      Redis: 'ok',
      Gateway: 'ok',
    });
    const [, password = '-'] = /:([^:@]+)@/.exec(system.databaseUrl) ?? [];
    expect(doctor.output).not.toContain(password);

    const broken = new Terminal(['doctor', '--json'], {
      ...environment(),
      DATABASE_URL: 'postgres://127.0.0.1:9/x',
    });
    expect(await broken.exited).toBe(1);
    expect(broken.json).toContainEqual(expect.objectContaining({ name: 'Postgres', state: 'failed' }));
  });
});
