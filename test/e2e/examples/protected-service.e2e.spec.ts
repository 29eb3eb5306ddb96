import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  claimTokens,
  connectDevice,
  DeviceKey,
  DeviceSession,
  meshAt,
  startPairing,
  verifyPin,
} from '@meshpair/client';
import { freePort, locateCaddy, locateNginx, type RunningProcess, spawnProcess } from '@meshpair/servers';
import {
  addOwner,
  HttpClient,
  makeDeviceKey,
  pairDevice,
  type RunningSystem,
  startSystem,
  testEnvironment,
} from '@meshpair/testing';

const inExamples = (file: string): string =>
  join(testEnvironment('repository'), 'examples/protected-service', file);

/** What the example calls addresses of its own. */
function withAddresses(text: string, given: Readonly<Record<string, string>>): string {
  return Object.entries(given).reduce((result, [name, value]) => {
    if (!result.includes(name)) throw new Error(`the example does not name ${name}`);
    return result.replaceAll(name, value);
  }, text);
}

describe('a service for the peers of a mesh', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let folder: string;
  let behind: Server;
  const running: RunningProcess[] = [];
  const services: Record<'nginx' | 'caddy' | 'node', string> = { nginx: '', caddy: '', node: '' };
  let devices = 0;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off', IP_CONFLICT_POLICY: 'allow' } });
    client = new HttpClient(system.baseUrl);
    folder = await mkdtemp(join(tmpdir(), 'meshpair-protected-'));
    const { owner } = (await signedIn()) as { owner: { ownerId: string } };
    behind = createServer((request, response) => {
      const {
        'meshpair-node': node,
        'meshpair-permissions': permissions,
        authorization,
        dpop,
      } = request.headers;
      response.end(JSON.stringify({ node, permissions, authorization, dpop }));
    }).listen(0, '127.0.0.1');
    await once(behind, 'listening');
    services.nginx = await startNginx(owner.ownerId);
    services.caddy = await startCaddy(owner.ownerId);
    services.node = await startVerifier(owner.ownerId);
  });

  afterAll(async () => {
    await Promise.all(running.map((each) => each.stop()));
    behind?.close();
    client?.close();
    await system?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** As the console tells it: whose key it is. */
  async function signedIn(): Promise<unknown> {
    const json = { key: system.ownerKey };
    const headers = { origin: system.baseUrl };
    return (await client.call({ method: 'POST', path: '/console/session', json, headers })).body;
  }

  const given = (ownerId: string, url: string): Readonly<Record<string, string>> => ({
    'http://127.0.0.1:3000': `http://127.0.0.1:${(behind.address() as AddressInfo).port}`,
    'http://127.0.0.1:6969': system.baseUrl,
    'http://192.168.1.30:8080': url,
    OWNER_ID: ownerId,
  });

  async function startCaddy(ownerId: string): Promise<string> {
    const url = `http://127.0.0.1:${await freePort()}`;
    const example = withAddresses(await readFile(inExamples('Caddyfile'), 'utf8'), {
      ...given(ownerId, url),
      ':8080 {': `${url} {`,
    });
    await writeFile(join(folder, 'Caddyfile'), `{\nadmin off\n}\n${example}`);
    const { command } = await locateCaddy(testEnvironment('programs'), console.log);
    const args = ['run', '--config', join(folder, 'Caddyfile')];
    await start('caddy', command, args, { HOME: folder }, 'serving initial configuration');
    return url;
  }

  async function startNginx(ownerId: string): Promise<string> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const example = withAddresses(await readFile(inExamples('nginx.conf'), 'utf8'), {
      ...given(ownerId, url),
      'listen 8080': `listen 127.0.0.1:${port}`,
    });
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const temporary = places.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
    await writeFile(
      join(folder, 'nginx.conf'),
      `daemon off; pid ${folder}/nginx.pid; error_log stderr notice; events {} http { access_log off; ${temporary} ${example} }`,
    );
    const { command, env } = await locateNginx(testEnvironment('programs'), console.log);
    const args = ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')];
    await start('nginx', command, args, env, 'start worker process');
    return url;
  }

  async function startVerifier(owner: string): Promise<string> {
    const port = await freePort();
    const keys = join(folder, 'jwks.json');
    await writeFile(keys, (await client.call({ path: '/.well-known/jwks.json' })).text);
    const url = `http://127.0.0.1:${port}`;
    // Offline: it is not told where the mesh is.
    const env = { MESH_KEYS: keys, MESH_OWNER: owner, PUBLIC_URL: url };
    await start('verifier', process.execPath, [inExamples('service.mjs')], env, 'Listening');
    return url;
  }

  async function start(
    name: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    said: string,
  ): Promise<void> {
    const isReady = { line: (line: string): boolean => line.includes(said) };
    running.push(await spawnProcess({ name, command, args, env, isReady, onLine: () => undefined }));
  }

  const paired = async (ownerKey = system.ownerKey): Promise<{ nodeId: string; peerToken: string }> => {
    const { claim, secrets } = await pairDevice(system.baseUrl, client, ownerKey, (devices += 1));
    return { nodeId: (claim.body.node as { id: string }).id, peerToken: secrets.peerToken };
  };
  const bound = async (): Promise<{ key: DeviceKey; session: DeviceSession; token: string }> => {
    const { baseUrl: url } = system;
    const owner = meshAt({ url, token: system.ownerKey });
    const key = await DeviceKey.from(await DeviceKey.generate(false));
    const { token } = await startPairing(owner);
    const device = { name: `Bound ${(devices += 1)}` };
    const connected = await connectDevice(meshAt({ url }), { token, device });
    await verifyPin(owner, { pairingId: connected.pairingId, pin: connected.pin });
    const tokens = await claimTokens(meshAt({ url, key }), connected);
    return { key, session: new DeviceSession({ url, key }, tokens), token: tokens.peerToken };
  };
  const asked = (url: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${url}/files?page=1`, { headers });
  const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

  it.each(['nginx', 'caddy'] as const)(
    'behind %s learns who asks, and neither the token nor what a client says of itself',
    async (kind) => {
      const { nodeId, peerToken } = await paired();
      const answer = await asked(services[kind], { ...bearer(peerToken), 'meshpair-node': 'somebody-else' });
      expect(await answer.json()).toEqual({ node: nodeId, permissions: 'mesh:read mesh:connect' });
    },
  );

  describe.each(['nginx', 'caddy', 'node'] as const)('with %s', (kind) => {
    it('lets a peer in, by a token or by one that is bound to its key', async () => {
      const { nodeId, peerToken } = await paired();
      const answer = await asked(services[kind], bearer(peerToken));
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining(nodeId)]);
      const { session } = await bound();
      expect(session.tokens.tokenType).toBe('DPoP');
      for (const method of ['GET', 'POST']) {
        const answer = await session.fetch(`${services[kind]}/files?page=1`, { method });
        expect([answer.status, await answer.text()]).toEqual([
          200,
          expect.stringContaining(session.tokens.node.id),
        ]);
      }
    });

    it('turns others away: no token, a session’s, one of another mesh, garbage', async () => {
      const { sessionToken } = (await pairDevice(system.baseUrl, client, system.ownerKey, (devices += 1)))
        .secrets;
      const foreign = await paired(await addOwner(system, `second${kind}`));
      const sent = [
        {},
        bearer(sessionToken),
        bearer(foreign.peerToken),
        bearer('garbage'),
        bearer(system.ownerKey),
      ];
      for (const headers of sent) expect((await asked(services[kind], headers)).status).toBe(401);
    });

    it('turns a bound token away without a proof, with another’s, and with one for something else or used', async () => {
      const { key, token } = await bound();
      const url = `${services[kind]}/files`;
      const by = (dpop?: string): Promise<number> =>
        asked(services[kind], { authorization: `DPoP ${token}`, ...(dpop && { dpop }) }).then(
          ({ status }) => status,
        );
      const proof = (wrong: object): Promise<string> => key.proofOf({ method: 'GET', url, token, ...wrong });
      expect((await asked(services[kind], bearer(token))).status).toBe(401);
      expect([await by(), await by(makeDeviceKey().dpopFor({ url, token }))]).toEqual([401, 401]);
      expect(await by(await proof({ method: 'POST' }))).toBe(401);
      expect(await by(await proof({ url: 'http://127.0.0.1:1/files' }))).toBe(401);
      expect(await by(await proof({ url: `${services[kind]}/other` }))).toBe(401);
      expect(await by(await proof({ token: 'another' }))).toBe(401);
      const once = await proof({});
      expect([await by(once), await by(once)]).toEqual([200, 401]);
    });
  });

  it('by nginx turns a token away as soon as it is revoked, and one that lacks the permission', async () => {
    const { nodeId, peerToken } = await paired();
    const patch = (json: object) =>
      client.call({ method: 'PATCH', path: `/nodes/${nodeId}`, bearer: system.ownerKey, json });
    expect((await asked(services.nginx, bearer(peerToken))).status).toBe(200);
    await patch({ permissions: ['mesh:read'] });
    expect((await asked(services.nginx, bearer(peerToken))).status).toBe(403);
    await client.call({ method: 'DELETE', path: `/nodes/${nodeId}`, bearer: system.ownerKey });
    const gone = await asked(services.nginx, bearer(peerToken));
    expect([gone.status, gone.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="meshpair", error="invalid_token"',
    ]);
  });
});
