import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  HttpClient,
  type RunningSystem,
  start,
  startSystem,
  trailIsSettled,
  verify,
  waitFor,
  wireGuardTools,
} from '@meshpair/testing';
import { LosingProxy } from './losing-proxy.js';
import { Terminal } from './terminal.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a removed node has, and a machine that is busy. */
const SOON = { timeoutMs: 5_000 };

interface Kept {
  readonly sessionToken: string;
  readonly peerToken: string;
  readonly node: { readonly id: string };
  readonly key: { readonly d: string };
  readonly wireguard: { readonly privateKey: string; readonly publicKey: string };
}

describe('the agent of a device', () => {
  let system: RunningSystem;
  let owner: HttpClient;
  let proxy: LosingProxy;
  let home: string;
  const agents: Terminal[] = [];
  /** All that must be nowhere but in the files of devices. */
  const secrets = new Set<string>();

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'meshpair-agent-'));
    proxy = await LosingProxy.open();
    system = await startSystem({ settings: { RATE_LIMITS: 'off', PUBLIC_URL: proxy.url } });
    proxy.target = system.baseUrl;
    owner = new HttpClient(system.baseUrl);
  });

  afterAll(async () => {
    agents.forEach((agent) => agent.kill());
    await Promise.all(agents.map(({ exited }) => exited));
    owner?.close();
    proxy?.close();
    await system?.stop();
    await rm(home, { recursive: true, force: true });
  });

  const folder = (name: string): string => join(home, name);
  const meshpair = (name: string, ...args: string[]): Terminal => {
    const agent = new Terminal([...args, '--state', folder(name), '--json'], { XDG_CONFIG_HOME: home });
    agents.push(agent);
    return agent;
  };
  const kept = async (name: string): Promise<Kept> => {
    const state = JSON.parse(await readFile(join(folder(name), 'device.json'), 'utf8')) as Kept;
    const { sessionToken, peerToken, key, wireguard } = state;
    for (const secret of [sessionToken, peerToken, key.d, wireguard.privateKey]) secrets.add(secret);
    return state;
  };
  const asOwner = (method: string, path: string, json?: unknown): ReturnType<HttpClient['call']> =>
    owner.call({ method, path, bearer: system.ownerKey, json });
  const nodeOf = async (name: string) => (await asOwner('GET', `/nodes/${(await kept(name)).node.id}`)).body;
  const up = async (name: string, ...args: string[]): Promise<Terminal> => {
    const { pairingId, token } = await start(owner, system.ownerKey);
    secrets.add(token);
    const agent = meshpair(name, 'up', token, '--url', proxy.url, '--name', name, ...args);
    const { pin } = await agent.untilState('DeviceConnected');
    await verify(owner, system.ownerKey, { pairingId, pin: String(pin), onIpConflict: 'allow' });
    await agent.untilState('up');
    // It has told its key before that.
    const isOnline = async (): Promise<boolean> => (await nodeOf(name))['status'] === 'online';
    await waitFor(isOnline, { message: 'it is online' });
    return agent;
  };
  const ask = async (name: string, ...args: string[]): Promise<Record<string, unknown>> => {
    const asked = meshpair(name, ...args);
    expect([await asked.exited, asked.output]).toEqual([0, expect.not.stringContaining('title')]);
    return asked.json[0] ?? {};
  };
  const peerToken = async (name: string): Promise<string> => {
    const token = String((await ask(name, 'token'))['peerToken']);
    secrets.add(token);
    return token;
  };
  const isActive = async (token: string): Promise<unknown> =>
    (
      await owner.call({
        method: 'POST',
        path: '/tokens/introspect',
        bearer: system.ownerKey,
        form: { token },
      })
    ).body['active'];

  describe('that has joined', () => {
    let agent: Terminal;

    beforeAll(async () => {
      agent = await up('kitchen');
    });

    it('is online, and tells how it is reached, with a key whose private half stays with it', async () => {
      const { wireguard } = await kept('kitchen');
      expect(await nodeOf('kitchen')).toMatchObject({
        name: 'kitchen',
        status: 'online',
        wireguardKey: wireguard.publicKey,
        tunnelAddress: expect.stringMatching(/^fd/),
      });
      expect((await stat(join(folder('kitchen'), 'device.json'))).mode & 0o777).toBe(0o600);
    });

    it('is one alone, and hands out tokens that count', async () => {
      const second = meshpair('kitchen', 'up');
      expect(await second.exited).toBe(1);
      expect(second.json.at(-1)).toMatchObject({ code: 'already_up' });
      expect(await isActive(await peerToken('kitchen'))).toBe(true);
    });

    it('renews its token before it ends, and also after it has ended while the gateway was away', async () => {
      const first = await peerToken('kitchen');
      agent.letPass(28 * DAY_MS);
      await agent.untilState('renewed');
      const second = await peerToken('kitchen');
      expect([await isActive(first), await isActive(second)]).toEqual([false, true]);

      await system.stopService('gateway');
      await system.query(`update registry.issued_tokens set expires_at = now()`);
      agent.letPass(31 * DAY_MS);
      await agent.untilState('offline');
      await system.startService('gateway');
      await agent.untilState('renewed', 1);
      await agent.untilState('online');
      expect(await isActive(await peerToken('kitchen'))).toBe(true);
    });

    it('goes on after an hour without a gateway', async () => {
      const before = (await nodeOf('kitchen'))['lastSeenAt'];
      await system.stopService('gateway');
      agent.letPass(HOUR_MS);
      await agent.untilState('offline', 1);
      agent.letPass(HOUR_MS);
      await system.startService('gateway');
      agent.letPass(HOUR_MS);
      await agent.untilState('online', 1);
      expect((await nodeOf('kitchen'))['lastSeenAt']).not.toBe(before);
    });

    it('is not shut out by a renewal whose answer was lost', async () => {
      const renewed = agent.times('renewed');
      proxy.loseNext('/tokens/refresh');
      agent.letPass(28 * DAY_MS);
      await agent.untilState('renewed', renewed);
      expect(proxy.lost).toBe(1);
      expect(await isActive(await peerToken('kitchen'))).toBe(true);
      await trailIsSettled(system);
      const { items } = (await asOwner('GET', '/audit/events?type=PeerTokenReused')).body;
      expect(items).toEqual([]);
    });

    it('goes on as the same node after it was killed, and is stopped without leaving', async () => {
      const { node } = await kept('kitchen');
      agent.kill();
      await agent.exited;
      expect(await isActive(await peerToken('kitchen'))).toBe(true);
      agent = meshpair('kitchen', 'up');
      expect(await agent.untilState('up')).toMatchObject({ node: { id: node.id } });
      agent.interrupt();
      expect(await agent.exited).toBe(0);
      expect(await nodeOf('kitchen')).toMatchObject({ status: 'online' });
    });

    it('comes back by its own key when its session has ended, or its removal is undone', async () => {
      agent = meshpair('kitchen', 'up');
      await agent.untilState('up');
      const { node } = await kept('kitchen');
      await system.query('update registry.device_sessions set revoked_at = now() where node_id = $1', [
        node.id,
      ]);
      await agent.untilState('returned');
      const removal = { nodes: { ids: [node.id] } };
      const { removalId } = (await asOwner('POST', '/nodes/removals', removal)).body;
      await agent.untilState('offline');
      await asOwner('DELETE', `/nodes/removals/${String(removalId)}`);
      await agent.untilState('online');
      expect(await isActive(await peerToken('kitchen'))).toBe(true);
    });

    it('ends when its owner removes it, and says so', async () => {
      const { node } = await kept('kitchen');
      const before = agent.times('offline');
      expect((await asOwner('DELETE', `/nodes/${node.id}`)).status).toBe(204);
      await agent.untilState('offline', before);
      agent.letPass(15_000);
      expect(await agent.exited).toBe(4);
      expect(agent.json.at(-1)).toMatchObject({
        code: 'node_removed',
        title: expect.stringContaining('"kitchen" is no node of the mesh any more: its owner has removed it'),
      });
    });
  });

  describe('with tunnels', () => {
    const files = ['attic', 'cellar'].map((name) => ({ name, path: () => join(home, `${name}.conf`) }));
    const fileOf = async (name: string): Promise<string> => readFile(join(home, `${name}.conf`), 'utf8');
    let attic: Terminal;
    let cellar: Terminal;

    beforeAll(async () => {
      attic = await up('attic', '--wg-file', join(home, 'attic.conf'));
      cellar = await up('cellar', '--wg-file', join(home, 'cellar.conf'), '--wg-port', '51821');
    });

    it('knows the key and the address of the other, and nothing that wg-quick does not take', async () => {
      const tools = await wireGuardTools();
      for (const [{ name, path }, other] of [
        [files[0]!, 'cellar'],
        [files[1]!, 'attic'],
      ] as const) {
        const [own, peer] = [await kept(name), await nodeOf(other)];
        const text = await waitFor(
          async () => {
            const written = await fileOf(name).catch(() => '');
            return written.includes(String(peer['wireguardKey'])) && written;
          },
          { message: `${name} knows ${other}` },
        );
        expect(text).toContain(
          `# ${other}\n[Peer]\nPublicKey = ${String(peer['wireguardKey'])}\nAllowedIPs = ${String(peer['tunnelAddress'])}/128`,
        );
        expect((await stat(path())).mode & 0o777).toBe(0o600);
        const stripped = await tools.strip(path());
        expect(stripped).toContain(`PrivateKey = ${own.wireguard.privateKey}`);
        expect(stripped).toContain(`AllowedIPs = ${String(peer['tunnelAddress'])}/128`);
        expect(await tools.publicKeyOf(own.wireguard.privateKey)).toBe(own.wireguard.publicKey);
        expect((await ask(name, 'wg'))['wgQuick']).toBe(text);
      }
    });

    it('loses a peer within five seconds of its removal; who is removed loses all', async () => {
      const { node, wireguard } = await kept('attic');
      expect((await asOwner('DELETE', `/nodes/${node.id}`)).status).toBe(204);
      await waitFor(async () => !(await fileOf('cellar')).includes(wireguard.publicKey), {
        ...SOON,
        message: 'it is gone from the file of the other',
      });
      await attic.untilState('offline');
      attic.letPass(15_000);
      expect(await attic.exited).toBe(4);
      expect(await fileOf('attic')).not.toContain('[Peer]');
    });

    it('is taken out by `down`: the agent ends, and nothing is left to come back by', async () => {
      const { node } = await kept('cellar');
      expect(await ask('cellar', 'down')).toEqual({ left: node.id });
      expect(await cellar.exited).toBe(0);
      expect((await asOwner('GET', `/nodes/${node.id}`)).status).toBe(404);
      const again = meshpair('cellar', 'token');
      expect([await again.exited, again.json.at(-1)]).toMatchObject([3, { code: 'not_joined' }]);
    });
  });

  it('leaves no secret in what it says, what the mesh logs, or the list of processes', async () => {
    const { pairingId, token } = await start(owner, system.ownerKey);
    const agent = meshpair('shed', 'up', token, '--url', proxy.url);
    const { pin } = await agent.untilState('DeviceConnected');
    const listed = await readFile(`/proc/${agent.pid}/cmdline`, 'utf8');
    expect(listed.replaceAll('\0', '')).toBe('meshpair up');
    await verify(owner, system.ownerKey, { pairingId, pin: String(pin), onIpConflict: 'allow' });
    await agent.untilState('up');
    await waitFor(async () => (await kept('shed')).wireguard, { message: 'it has its keys' });
    secrets.add(token);
    const asked = new Set(
      agents.filter(({ json }) => json.some((value) => 'peerToken' in value || 'wgQuick' in value)),
    );
    const said = agents.filter((each) => !asked.has(each)).map(({ output }) => output);
    const written = [...said, system.logs()].join('\n');
    agent.interrupt();
    expect(await agent.exited).toBe(0);
    // Also without an agent.
    await ask('shed', 'down');
    expect([...secrets].filter((secret) => written.includes(secret))).toEqual([]);
    expect(secrets.size).toBeGreaterThan(10);
  });
});
