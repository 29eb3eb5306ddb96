import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClaimedTokens, registryCommands } from '@meshpair/contracts';
import type { MeshEvent } from '@meshpair/domain';
import { withOwnerKeys } from '@meshpair/persistence';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import {
  codeOf,
  OWNER_ID,
  OWNER_KEY,
  type RegistryReplicas,
  startRegistries,
  valueOf,
} from '../../test/registry-replicas.js';
import { newKey, SetupKeyCalls, THUMBPRINT } from '../../test/setup-key-calls.js';

describe('setup keys', () => {
  let database: TestDatabase;
  let registry: RegistryReplicas;
  let keys: SetupKeyCalls;

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistries(2, database.url, { MAX_DEVICES_PER_OWNER: '120' });
    keys = new SetupKeyCalls(registry.bus);
  });

  afterAll(async () => {
    await registry?.stop();
    await database.drop();
  });

  const events = async (type: MeshEvent['type']): Promise<readonly MeshEvent[]> =>
    (
      await database.query('select event from registry.mesh_events where type = $1 order by position', [type])
    ).map(({ event }) => event as MeshEvent);
  const rows = async (): Promise<unknown> =>
    (
      await database.query(`select (select count(*) from registry.mesh_nodes) as nodes,
        (select count(*) from registry.device_sessions) as sessions, (select count(*) from registry.issued_tokens) as tokens,
        (select count(*) from registry.mesh_events) as events, (select sum(used) from registry.setup_keys) as used`)
    )[0];

  it('let in 50 of 100 devices that come at once with 50 uses, and count and tell of 50', async () => {
    const { setupKey, setupKeyId } = await keys.made({ uses: 50, tags: ['runner'], label: 'Fleet' });
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, index) => keys.join({ setupKey, device: { name: `Runner ${index}` } })),
    );
    const codes = replies.map(codeOf);
    expect(codes.filter((code) => code === 'ok')).toHaveLength(50);
    expect(codes.filter((code) => code === 'setup_key_used_up')).toHaveLength(50);
    expect((await keys.list())[0]).toMatchObject({ setupKeyId, uses: 50, used: 50, isLive: false });
    const told = (await events('NodeJoined')).filter(
      ({ data }) => 'setupKeyId' in data && data.setupKeyId === setupKeyId,
    );
    const nodes = replies.flatMap((reply) =>
      reply.ok ? [(reply.value as { joined: ClaimedTokens }).joined.node] : [],
    );
    expect(new Set(told.map(({ subject }) => subject))).toEqual(new Set(nodes.map(({ id }) => id)));
    expect(told).toHaveLength(50);
    for (const node of nodes) expect(node).toMatchObject({ role: 'device', tags: ['runner'] });
    const [count] = await database.query('select device_count from registry.owners');
    expect(count).toEqual({ device_count: 50 });
    for (const { id } of nodes) await keys.remove(id);
  });

  it('give what they were made with, are shown once, and kept as a digest', async () => {
    const key = await keys.made({
      label: 'CI',
      permissions: ['mesh:read'],
      tags: ['ci', 'arm'],
      ephemeralSeconds: 600,
      ttlSeconds: 3600,
    });
    expect(key).toMatchObject({ label: 'CI', uses: 1, used: 0, isLive: true, person: null });
    expect(Date.parse(key.expiresAt) - Date.parse(key.createdAt)).toBe(3_600_000);
    const secret = key.setupKey.split('_')[2] ?? '';
    expect(JSON.stringify(await keys.list())).not.toContain(secret);
    const stored = await database.query('select * from registry.setup_keys');
    expect(JSON.stringify(stored) + JSON.stringify(await events('SetupKeyMade'))).not.toContain(secret);
    const publicKey = newKey();
    const { node, sessionToken, permissions } = await keys.joined({ setupKey: key.setupKey, publicKey });
    expect(node).toMatchObject({ name: 'Runner', permissions: ['mesh:read'], tags: ['arm', 'ci'] });
    expect(permissions).toEqual(['mesh:read']);
    expect(valueOf(await keys.me(sessionToken))).toMatchObject({ id: node.id });
    const listed = { ownerId: OWNER_ID, nodeId: node.id };
    expect(valueOf(await registry.bus.send(registryCommands.getNode, listed))).toMatchObject({
      ephemeralSeconds: 600,
      setupKeyId: key.setupKeyId,
      lastSeenAt: expect.any(String),
    });
    expect((await events('SetupKeyMade')).at(-1)).toMatchObject({
      subject: key.setupKeyId,
      actor: { kind: 'owner', id: 'first' },
      data: { setupKeyId: key.setupKeyId, label: 'CI', uses: 1, isEphemeral: true, asksOwner: false },
    });
    expect((await events('NodeJoined')).at(-1)).toMatchObject({
      subject: node.id,
      actor: { kind: 'device', id: node.id },
      data: { setupKeyId: key.setupKeyId, name: 'Runner', ip: '192.0.2.1', isEphemeral: true },
    });
    await keys.remove(node.id);
  });

  it('are made with a live key of an owner who asks, and with no other', async () => {
    for (const refused of [
      { key: `${OWNER_KEY}0` },
      { ownerId: 'nobody' },
      { key: `mpo_x_${'a'.repeat(43)}` },
    ])
      expect(codeOf(await keys.make(refused))).toBe('invalid_request');
    const person = { personId: 'p1', name: 'Eve', role: 'owner' } as const;
    expect(codeOf(await keys.make({ person }))).toBe('invalid_request');
  });

  it('burn nothing when a join fails, wherever it does', async () => {
    const key = await keys.made();
    const { setupKey } = key;
    for (const table of ['device_sessions', 'issued_tokens', 'setup_key_uses', 'mesh_events']) {
      await database.query(`
        create or replace function registry.refuse() returns trigger language plpgsql
        as $$ begin raise exception 'refused by the test'; end $$`);
      await database.query(`create trigger refuse before insert on registry.${table}
        for each row execute function registry.refuse()`);
      const before = await rows();
      expect(codeOf(await keys.join({ setupKey }))).toBe('internal_error');
      await database.query(`drop trigger refuse on registry.${table}`);
      expect(await rows()).toEqual(before);
    }
    const strict = await keys.made({ onIpConflict: 'reject' });
    const { node } = await keys.joined({ setupKey, ip: '192.0.2.77' });
    const before = await rows();
    expect(codeOf(await keys.join({ setupKey: strict.setupKey, ip: '192.0.2.77' }))).toBe('ip_conflict');
    expect(codeOf(await keys.join({ setupKey: `${strict.setupKey}0` }))).toBe('setup_key_not_found');
    expect(codeOf(await keys.join({ setupKey: `mps_nobody_${'a'.repeat(43)}` }))).toBe('setup_key_not_found');
    expect(await rows()).toEqual(before);
    await database.query(`update registry.owners set device_count = device_count + 120`);
    expect(codeOf(await keys.join({ setupKey: strict.setupKey }))).toBe('device_limit');
    await database.query(`update registry.owners set device_count = device_count - 120`);
    expect(await rows()).toEqual(before);
    expect(codeOf(await keys.join({ setupKey: strict.setupKey }))).toBe('ok');
    expect(await keys.found(key)).toMatchObject({ used: 1 });
    await keys.remove(node.id);
  });

  it('do not take back what was counted or revoked, whoever asks the table', async () => {
    const { setupKey, setupKeyId } = await keys.made({ uses: 2 });
    const { node } = await keys.joined({ setupKey });
    valueOf(await keys.revoke(setupKeyId));
    for (const change of ['used = 0', 'revoked_at = null', 'used = 3'])
      await expect(
        database.query(`update registry.setup_keys set ${change} where setup_key_id = $1`, [setupKeyId]),
      ).rejects.toThrow(/does not come back|violates check/);
    await keys.remove(node.id);
  });

  it('are used once by a device whose answer was lost, and give it the same node', async () => {
    const key = await keys.made({ uses: 3 });
    const joining = { setupKey: key.setupKey, publicKey: newKey() };
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => keys.joined(joining)));
    const again = await keys.joined(joining);
    for (const other of [...others, again]) expect(other.node.id).toBe(first?.node.id);
    expect(await keys.found(key)).toMatchObject({ used: 1 });
    expect(codeOf(await keys.me(again.sessionToken))).toBe('ok');
    await keys.remove(again.node.id);
  });

  it('are not needed by a device that comes again with its own key, even when they have ended', async () => {
    const { setupKey, setupKeyId } = await keys.made();
    const publicKey = newKey();
    const first = await keys.joined({ setupKey, publicKey });
    await registry.bus.send(registryCommands.updateNode, {
      ownerId: OWNER_ID,
      nodeId: first.node.id,
      name: 'Renamed',
      tags: ['kept'],
    });
    valueOf(await keys.revoke(setupKeyId));
    expect(codeOf(await keys.me(first.sessionToken))).toBe('ok');
    for (const again of [{ publicKey }, { publicKey, setupKey }]) {
      const back = await keys.joined({ ...again, ip: '192.0.2.9' });
      expect(back.node).toMatchObject({
        id: first.node.id,
        name: 'Renamed',
        tags: ['kept'],
        ip: '192.0.2.9',
      });
      expect(codeOf(await keys.me(back.sessionToken))).toBe('ok');
    }
    expect(codeOf(await keys.me(first.sessionToken))).toBe('unauthorized');
    expect((await events('NodeReturned')).at(-1)).toMatchObject({
      subject: first.node.id,
      actor: { kind: 'device', id: first.node.id },
    });
    expect(codeOf(await keys.join({ setupKey }))).toBe('setup_key_ended');
    await keys.remove(first.node.id);
  });

  it('do not bring a removed device back, nor does its own key', async () => {
    const key = await keys.made({ uses: 5 });
    const joining = { setupKey: key.setupKey, publicKey: newKey() };
    const { node } = await keys.joined(joining);
    valueOf(await keys.remove(node.id));
    expect(codeOf(await keys.join({ publicKey: joining.publicKey }))).toBe('node_removed');
    expect(codeOf(await keys.join(joining))).toBe('node_removed');
    expect(await keys.found(key)).toMatchObject({ used: 1 });
    const left = await keys.joined({
      setupKey: key.setupKey,
      publicKey: joining.publicKey.replace(/^./, 'Z'),
    });
    const own = { setupKey: key.setupKey, publicKey: joining.publicKey.replace(/^./, 'Z') };
    valueOf(
      await registry.bus.send(registryCommands.leaveMesh, {
        sessionToken: left.sessionToken,
        provenKey: THUMBPRINT,
      }),
    );
    expect(codeOf(await keys.join({ publicKey: own.publicKey }))).toBe('node_removed');
    const back = await keys.joined(own);
    expect(back.node.id).not.toBe(left.node.id);
    await keys.remove(back.node.id);
  });

  it('do not bring one back while its removal can be undone', async () => {
    const { setupKey } = await keys.made();
    const publicKey = newKey();
    const { node } = await keys.joined({ setupKey, publicKey });
    const removal = { ownerId: OWNER_ID, nodes: { ids: [node.id] } };
    valueOf(await registry.bus.send(registryCommands.suspendNodes, removal));
    expect(codeOf(await keys.join({ publicKey }))).toBe('node_removed');
    expect(codeOf(await keys.join({ publicKey, setupKey }))).toBe('node_removed');
  });

  it('end by revocation, in time, and with the owner key that they were made with', async () => {
    const [revoked, expired, orphaned] = [await keys.made(), await keys.made(), await keys.made({ uses: 2 })];
    expect(codeOf(await keys.revoke(revoked.setupKeyId, 'nobody'))).toBe('not_found');
    valueOf(await keys.revoke(revoked.setupKeyId));
    expect(codeOf(await keys.revoke(revoked.setupKeyId))).toBe('not_found');
    expect((await events('SetupKeyRevoked')).at(-1)).toMatchObject({ subject: revoked.setupKeyId });
    await database.query('update registry.setup_keys set expires_at = now() where setup_key_id = $1', [
      expired.setupKeyId,
    ]);
    for (const { setupKey } of [revoked, expired])
      expect(codeOf(await keys.join({ setupKey }))).toBe('setup_key_ended');
    const { node, sessionToken } = await keys.joined({ setupKey: orphaned.setupKey });
    await withOwnerKeys(database.url, (owners) => owners.rotate(OWNER_ID));
    expect(codeOf(await keys.join({ setupKey: orphaned.setupKey }))).toBe('setup_key_ended');
    expect(codeOf(await keys.me(sessionToken))).toBe('ok');
    for (const key of [revoked, expired, orphaned])
      expect(await keys.found(key)).toMatchObject({ isLive: false });
    expect(await keys.list('nobody')).toEqual([]);
    await database.query(`delete from registry.owner_keys where key_id <> 'first'`);
    await database.query(`delete from registry.setup_key_uses`);
    await keys.remove(node.id);
  });
});
