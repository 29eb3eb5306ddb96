import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Checkpoint } from '@meshpair/contracts';
import {
  addOwner,
  HttpClient,
  pairDevice,
  type RunningSystem,
  startSystem,
  trailIsSettled,
  waitFor,
} from '@meshpair/testing';

const run = promisify(execFile);

describe('the signed trail', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let folder: string;
  let file: string;

  /** `meshpair`, with the owner's key, and its exit code. */
  const meshpair = async (...args: string[]): Promise<{ readonly code: number; readonly said: string }> => {
    const env = {
      MESHPAIR_URL: system.baseUrl,
      MESHPAIR_OWNER_KEY: system.ownerKey,
      XDG_CONFIG_HOME: folder,
      HOME: folder,
    };
    try {
      const { stdout } = await run(process.execPath, ['apps/cli/bundle/main.js', ...args], { env });
      return { code: 0, said: stdout };
    } catch (error) {
      const { code, stderr } = error as { code: number; stderr: string };
      return { code, said: stderr };
    }
  };
  const exportTo = async (name: string): Promise<readonly string[]> => {
    file = join(folder, name);
    const { code, said } = await meshpair('audit', 'export', file);
    if (code !== 0) throw new Error(said);
    return (await readFile(file, 'utf8')).trimEnd().split('\n');
  };
  /** What is said of a file with these lines. */
  const verdict = async (lines: readonly string[]): ReturnType<typeof meshpair> => {
    await writeFile(file, `${lines.join('\n')}\n`);
    return meshpair('audit', 'verify', file);
  };
  const owner = (method: string, path: string, json?: unknown): ReturnType<HttpClient['call']> =>
    client.call({ method, path, bearer: system.ownerKey, json });
  const renameHost = async (name: string): Promise<void> => {
    const nodes = (await owner('GET', '/nodes')).body.items as { id: string; role: string }[];
    const host = nodes.find(({ role }) => role === 'host');
    expect((await owner('PATCH', `/nodes/${host?.id}`, { name })).status).toBe(200);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshpair-trail-'));
    system = await startSystem({ replicas: { audit: 2 }, settings: { RATE_LIMITS: 'off' } });
    client = new HttpClient(system.baseUrl);
    await pairDevice(system.baseUrl, client, system.ownerKey, 1);
  });

  afterAll(async () => {
    client?.close();
    await system?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('has every event of the trail, what has just happened too, and fits', async () => {
    await renameHost('Attic');
    const lines = (await exportTo('trail')).map((line) => JSON.parse(line) as Record<string, unknown>);
    const trail = (await owner('GET', '/audit/events?limit=500')).body.items as { id: string }[];
    const events = lines.filter(({ type }) => type !== 'Checkpoint');
    expect(events.map(({ id }) => id)).toEqual(trail.map(({ id }) => id));
    expect(events.at(-1)).toMatchObject({ type: 'NodeRenamed', data: { name: 'Attic' } });
    expect(Checkpoint.parse(lines.at(-1)).data.index).toBe(trail.length);

    const { code, said } = await meshpair('audit', 'verify', file);
    expect([code, said]).toEqual([0, expect.stringContaining(`Events 1 to ${trail.length}`)]);
  });

  it('is not behind once all is chained, as the metrics tell', async () => {
    const metrics = async (): Promise<string> => (await client.call({ path: '/metrics' })).text;
    await waitFor(async () => /^meshpair_audit_chain_lag_events 0$/m.test(await metrics()), {
      message: 'the chain has every event',
    });
  });

  it('is signed by a key that the mesh publishes, and that signs no token', async () => {
    const read = async (path: string): Promise<readonly { kid: string }[]> =>
      (await client.call({ path })).body.keys as { kid: string }[];
    const [key, ...others] = await read('/.well-known/audit-keys.json');
    expect(others).toEqual([]);
    expect(await read('/.well-known/jwks.json')).not.toContainEqual(key);
    expect((await meshpair('audit', 'keys')).said).toContain(key?.kid);
    expect((await meshpair('audit', 'verify', file, '--key', key?.kid ?? '')).code).toBe(0);
    const { code, said } = await meshpair('audit', 'verify', file, '--key', 'another');
    expect([code, said]).toEqual([4, expect.stringContaining(`signed by another key: ${key?.kid}`)]);
    const { signature } = Checkpoint.parse(
      JSON.parse((await readFile(file, 'utf8')).trimEnd().split('\n').at(-1) ?? ''),
    ).data;
    const asToken = await client.call({ path: '/me', bearer: signature });
    expect(asToken.status).toBe(401);
  });

  it('of every owner is an auditor’s, by a key of the operator’s, until that is revoked', async () => {
    const stranger = await addOwner(system, 'stranger');
    const operator = async (...args: string[]): Promise<Record<string, unknown>> => {
      const program = ['apps/cli/bundle/main.js', 'audit-keys', ...args, '--json'];
      const { stdout } = await run(process.execPath, program, { env: { DATABASE_URL: system.databaseUrl } });
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    const { keyId, key } = (await operator('add', 'Ernst')) as { keyId: string; key: string };
    expect(JSON.stringify(await operator('list'))).not.toContain(key.split('_')[2]);
    const asAuditor = (path: string): ReturnType<HttpClient['call']> => client.call({ path, bearer: key });
    const owners = (await asAuditor('/audit/owners')).body.items as { ownerId: string }[];
    expect(owners.map(({ ownerId }) => ownerId)).toEqual([expect.any(String), 'stranger']);
    const [first] = owners;

    await trailIsSettled(system);
    const unsaid = await asAuditor('/audit/events');
    expect([unsaid.status, (unsaid.body.errors as { field: string }[])[0]?.field]).toEqual([400, 'ownerId']);
    expect((await asAuditor('/audit/events?ownerId=nobody')).status).toBe(404);
    for (const [path, own] of [
      [`/audit/events?limit=500&ownerId=${first?.ownerId}`, system.ownerKey],
      ['/audit/events?ownerId=stranger', stranger],
    ] as const) {
      const { status, body } = await asAuditor(path);
      expect([status, body]).toEqual([200, (await client.call({ path, bearer: own })).body]);
      expect((body.items as object[]).at(-1)).toMatchObject({
        type: 'AuditKeyCreated',
        actorkind: 'operator',
        data: { keyId, name: 'Ernst' },
      });
    }
    for (const path of ['/nodes', '/audit/keys']) expect((await asAuditor(path)).status).toBe(401);
    const peeping = await client.call({ path: `/audit/events?ownerId=${first?.ownerId}`, bearer: stranger });
    expect(peeping.status).toBe(404);

    file = join(folder, 'strangers');
    const env = { MESHPAIR_URL: system.baseUrl, MESHPAIR_AUDIT_KEY: key, HOME: folder };
    const program = ['apps/cli/bundle/main.js', 'audit', 'export', file, '--owner', 'stranger'];
    await run(process.execPath, program, { env });
    expect((await meshpair('audit', 'verify', file)).said).toContain('of owner stranger');

    await operator('revoke', keyId);
    await waitFor(async () => (await asAuditor('/audit/events?ownerId=stranger')).status === 401, {
      timeoutMs: 10_000,
      message: 'the key is refused',
    });
    expect((await asAuditor('/audit/owners')).status).toBe(401);
    await trailIsSettled(system);
    const events = (await client.call({ path: '/audit/events', bearer: stranger })).body.items as object[];
    expect(events.at(-1)).toMatchObject({ type: 'AuditKeyRevoked', actorkind: 'operator' });
  });

  it('names the place after one byte, one missing line, and two lines exchanged', async () => {
    const lines = await exportTo('tampered');
    const last = lines.length - 1;
    const changed = (lines[1] ?? '').replace('"time":"2', '"time":"3');
    expect((await verdict(lines.with(1, changed))).said).toContain('Line 2: event 2 (');
    const [second = '', third = ''] = lines.slice(1, 3);
    for (const [tampered, line] of [
      [lines.toSpliced(2, 1), 3],
      [lines.toSpliced(last, 1), last + 1],
      [lines.toSpliced(last - 1, 1), last],
      [lines.toSpliced(1, 2, third, second), 2],
    ] as const) {
      const { code, said } = await verdict(tampered);
      expect([code, said]).toEqual([4, expect.stringMatching(`^Line ${line}: `)]);
    }
    expect((await verdict(lines)).code).toBe(0);
  });

  it('tells what was changed or deleted in the database itself', async () => {
    const rows = await system.query(
      `select position, event from registry.mesh_events where type = 'NodeRenamed' order by position limit 1`,
    );
    const [{ position, event } = {}] = rows;
    await system.query(
      `update registry.mesh_events set event = jsonb_set(event, '{data,name}', '"Cellar"') where position = $1`,
      [position],
    );
    const isIn = async (): Promise<string> => (await meshpair('audit', 'verify', file)).said;
    await exportTo('changed');
    expect(await isIn()).toMatch(/event \d+ \(NodeRenamed\) is not as it was signed/);
    await system.query('delete from registry.mesh_events where position = $1', [position]);
    await renameHost('Garden');
    await exportTo('deleted');
    expect(await isIn()).toMatch(/event \d+ is missing/);
    await system.query(
      `insert into registry.mesh_events (position, transaction_id, event_id, owner_id, type, occurred_at, event)
       select $1, '0', event_id, owner_id, type, occurred_at, $2 from registry.mesh_events limit 1`,
      [position, event],
    );
    await exportTo('forged');
    expect(await isIn()).toMatch(/event \d+ \(NodeRenamed\) is not as it was signed/);
  });

  it('waits for the audit service, and is refused where that is away; nothing is lost meanwhile', async () => {
    await system.killService('audit');
    await renameHost('Kitchen');
    const refused = await owner('GET', '/audit/export?format=signed');
    expect([refused.status, refused.body.code]).toEqual([503, 'service_unavailable']);
    expect(refused.body.detail).toContain('format=ndjson');
    expect((await owner('GET', '/audit/export?format=ndjson')).text).toContain('Kitchen');
    await system.startService('audit');
    expect((await exportTo('later')).join('\n')).toContain('Kitchen');
  });

  it('is whole: no filter is taken', async () => {
    for (const filter of ['type=NodeRenamed', 'pairingId=p']) {
      const { status, body } = await owner('GET', `/audit/export?format=signed&${filter}`);
      expect([status, body.code]).toEqual([400, 'invalid_request']);
      expect(JSON.stringify(body.errors)).toContain(filter.split('=')[0]);
    }
  });
});
