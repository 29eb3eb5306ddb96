import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ClaimedTokens,
  type MadeSetupKey,
  registryCommands,
  type Reply,
  type RequestOf,
  type SetupKeyView,
} from '@meshpair/contracts';
import type { MeshEvent } from '@meshpair/domain';
import { withOwnerKeys } from '@meshpair/persistence';
import { createTestDatabase, type TestDatabase, waitFor } from '@meshpair/testing';
import {
  codeOf,
  OWNER_ID,
  OWNER_KEY,
  type RegistryReplicas,
  startRegistries,
  valueOf,
} from '../../test/registry-replicas.js';

type Wanted = Partial<RequestOf<typeof registryCommands.makeSetupKey>>;
type Joining = Partial<RequestOf<typeof registryCommands.joinMesh>>;

/** Of the key that each device has proven; to the registry a text. */
const THUMBPRINT = 't'.repeat(43);

const newKey = (): string => randomBytes(32).toString('base64url');

describe('setup keys', () => {
  let database: TestDatabase;
  let registry: RegistryReplicas;

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistries(2, database.url, { MAX_DEVICES_PER_OWNER: '120' });
  });

  afterAll(async () => {
    await registry?.stop();
    await database.drop();
  });

  const make = (wanted: Wanted = {}): Promise<Reply<MadeSetupKey>> =>
    registry.bus.send(registryCommands.makeSetupKey, { ownerId: OWNER_ID, key: OWNER_KEY, ...wanted });
  const made = async (wanted?: Wanted): Promise<MadeSetupKey> => valueOf(await make(wanted));
  const join = ({ device, ...joining }: Joining): Promise<Reply<unknown>> =>
    registry.bus.send(registryCommands.joinMesh, {
      publicKey: newKey(),
      provenKey: THUMBPRINT,
      ip: '192.0.2.1',
      ...joining,
      device: { name: 'Runner', ...device },
    });
  const joined = async (joining: Joining): Promise<ClaimedTokens> =>
    (valueOf(await join(joining)) as { joined: ClaimedTokens }).joined;
  const list = async (ownerId = OWNER_ID): Promise<readonly SetupKeyView[]> =>
    valueOf(await registry.bus.send(registryCommands.listSetupKeys, { ownerId })).items;
  const found = async ({ setupKeyId }: MadeSetupKey): Promise<SetupKeyView | undefined> =>
    (await list()).find((key) => key.setupKeyId === setupKeyId);
  const revoke = (setupKeyId: string, ownerId = OWNER_ID): Promise<Reply<unknown>> =>
    registry.bus.send(registryCommands.revokeSetupKey, { ownerId, setupKeyId });
  const me = (sessionToken: string): Promise<Reply<unknown>> =>
    registry.bus.send(registryCommands.getMe, { sessionToken, provenKey: THUMBPRINT });
  const remove = (nodeId: string): Promise<Reply<unknown>> =>
    registry.bus.send(registryCommands.removeNode, { ownerId: OWNER_ID, nodeId });
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
    const { setupKey, setupKeyId } = await made({ uses: 50, tags: ['runner'], label: 'Fleet' });
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, index) => join({ setupKey, device: { name: `Runner ${index}` } })),
    );
    const codes = replies.map(codeOf);
    expect(codes.filter((code) => code === 'ok')).toHaveLength(50);
    expect(codes.filter((code) => code === 'setup_key_used_up')).toHaveLength(50);
    expect((await list())[0]).toMatchObject({ setupKeyId, uses: 50, used: 50, isLive: false });
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
    for (const { id } of nodes) await remove(id);
  });

  it('give what they were made with, are shown once, and kept as a digest', async () => {
    const key = await made({
      label: 'CI',
      permissions: ['mesh:read'],
      tags: ['ci', 'arm'],
      ephemeralSeconds: 600,
      ttlSeconds: 3600,
    });
    expect(key).toMatchObject({ label: 'CI', uses: 1, used: 0, isLive: true, person: null });
    expect(Date.parse(key.expiresAt) - Date.parse(key.createdAt)).toBe(3_600_000);
    const secret = key.setupKey.split('_')[2] ?? '';
    expect(JSON.stringify(await list())).not.toContain(secret);
    const stored = await database.query('select * from registry.setup_keys');
    expect(JSON.stringify(stored) + JSON.stringify(await events('SetupKeyMade'))).not.toContain(secret);
    const publicKey = newKey();
    const { node, sessionToken, permissions } = await joined({ setupKey: key.setupKey, publicKey });
    expect(node).toMatchObject({ name: 'Runner', permissions: ['mesh:read'], tags: ['arm', 'ci'] });
    expect(permissions).toEqual(['mesh:read']);
    expect(valueOf(await me(sessionToken))).toMatchObject({ id: node.id });
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
    await remove(node.id);
  });

  it('are made with a live key of an owner who asks, and with no other', async () => {
    for (const refused of [
      { key: `${OWNER_KEY}0` },
      { ownerId: 'nobody' },
      { key: `mpo_x_${'a'.repeat(43)}` },
    ])
      expect(codeOf(await make(refused))).toBe('invalid_request');
    const person = { personId: 'p1', name: 'Eve', role: 'owner' } as const;
    expect(codeOf(await make({ person }))).toBe('invalid_request');
  });

  it('burn nothing when a join fails, wherever it does', async () => {
    const key = await made();
    const { setupKey } = key;
    for (const table of ['device_sessions', 'issued_tokens', 'setup_key_uses', 'mesh_events']) {
      await database.query(`
        create or replace function registry.refuse() returns trigger language plpgsql
        as $$ begin raise exception 'refused by the test'; end $$`);
      await database.query(`create trigger refuse before insert on registry.${table}
        for each row execute function registry.refuse()`);
      const before = await rows();
      expect(codeOf(await join({ setupKey }))).toBe('internal_error');
      await database.query(`drop trigger refuse on registry.${table}`);
      expect(await rows()).toEqual(before);
    }
    const strict = await made({ onIpConflict: 'reject' });
    const { node } = await joined({ setupKey, ip: '192.0.2.77' });
    const before = await rows();
    expect(codeOf(await join({ setupKey: strict.setupKey, ip: '192.0.2.77' }))).toBe('ip_conflict');
    expect(codeOf(await join({ setupKey: `${strict.setupKey}0` }))).toBe('setup_key_not_found');
    expect(codeOf(await join({ setupKey: `mps_nobody_${'a'.repeat(43)}` }))).toBe('setup_key_not_found');
    expect(await rows()).toEqual(before);
    await database.query(`update registry.owners set device_count = device_count + 120`);
    expect(codeOf(await join({ setupKey: strict.setupKey }))).toBe('device_limit');
    await database.query(`update registry.owners set device_count = device_count - 120`);
    expect(await rows()).toEqual(before);
    expect(codeOf(await join({ setupKey: strict.setupKey }))).toBe('ok');
    expect(await found(key)).toMatchObject({ used: 1 });
    await remove(node.id);
  });

  it('do not take back what was counted or revoked, whoever asks the table', async () => {
    const { setupKey, setupKeyId } = await made({ uses: 2 });
    const { node } = await joined({ setupKey });
    valueOf(await revoke(setupKeyId));
    for (const change of ['used = 0', 'revoked_at = null', 'used = 3'])
      await expect(
        database.query(`update registry.setup_keys set ${change} where setup_key_id = $1`, [setupKeyId]),
      ).rejects.toThrow(/does not come back|violates check/);
    await remove(node.id);
  });

  it('are used once by a device whose answer was lost, and give it the same node', async () => {
    const key = await made({ uses: 3 });
    const joining = { setupKey: key.setupKey, publicKey: newKey() };
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => joined(joining)));
    const again = await joined(joining);
    for (const other of [...others, again]) expect(other.node.id).toBe(first?.node.id);
    expect(await found(key)).toMatchObject({ used: 1 });
    expect(codeOf(await me(again.sessionToken))).toBe('ok');
    await remove(again.node.id);
  });

  it('are not needed by a device that comes again with its own key, even when they have ended', async () => {
    const { setupKey, setupKeyId } = await made();
    const publicKey = newKey();
    const first = await joined({ setupKey, publicKey });
    await registry.bus.send(registryCommands.updateNode, {
      ownerId: OWNER_ID,
      nodeId: first.node.id,
      name: 'Renamed',
      tags: ['kept'],
    });
    valueOf(await revoke(setupKeyId));
    expect(codeOf(await me(first.sessionToken))).toBe('ok');
    for (const again of [{ publicKey }, { publicKey, setupKey }]) {
      const back = await joined({ ...again, ip: '192.0.2.9' });
      expect(back.node).toMatchObject({
        id: first.node.id,
        name: 'Renamed',
        tags: ['kept'],
        ip: '192.0.2.9',
      });
      expect(codeOf(await me(back.sessionToken))).toBe('ok');
    }
    expect(codeOf(await me(first.sessionToken))).toBe('unauthorized');
    expect((await events('NodeReturned')).at(-1)).toMatchObject({
      subject: first.node.id,
      actor: { kind: 'device', id: first.node.id },
    });
    expect(codeOf(await join({ setupKey }))).toBe('setup_key_ended');
    await remove(first.node.id);
  });

  it('do not bring a removed device back, nor does its own key', async () => {
    const key = await made({ uses: 5 });
    const joining = { setupKey: key.setupKey, publicKey: newKey() };
    const { node } = await joined(joining);
    valueOf(await remove(node.id));
    expect(codeOf(await join({ publicKey: joining.publicKey }))).toBe('node_removed');
    expect(codeOf(await join(joining))).toBe('node_removed');
    expect(await found(key)).toMatchObject({ used: 1 });
    const left = await joined({ setupKey: key.setupKey, publicKey: joining.publicKey.replace(/^./, 'Z') });
    const own = { setupKey: key.setupKey, publicKey: joining.publicKey.replace(/^./, 'Z') };
    valueOf(
      await registry.bus.send(registryCommands.leaveMesh, {
        sessionToken: left.sessionToken,
        provenKey: THUMBPRINT,
      }),
    );
    expect(codeOf(await join({ publicKey: own.publicKey }))).toBe('node_removed');
    const back = await joined(own);
    expect(back.node.id).not.toBe(left.node.id);
    await remove(back.node.id);
  });

  it('do not bring one back while its removal can be undone', async () => {
    const { setupKey } = await made();
    const publicKey = newKey();
    const { node } = await joined({ setupKey, publicKey });
    const removal = { ownerId: OWNER_ID, nodes: { ids: [node.id] } };
    valueOf(await registry.bus.send(registryCommands.suspendNodes, removal));
    expect(codeOf(await join({ publicKey }))).toBe('node_removed');
    expect(codeOf(await join({ publicKey, setupKey }))).toBe('node_removed');
  });

  it('end by revocation, in time, and with the owner key that they were made with', async () => {
    const [revoked, expired, orphaned] = [await made(), await made(), await made({ uses: 2 })];
    expect(codeOf(await revoke(revoked.setupKeyId, 'nobody'))).toBe('not_found');
    valueOf(await revoke(revoked.setupKeyId));
    expect(codeOf(await revoke(revoked.setupKeyId))).toBe('not_found');
    expect((await events('SetupKeyRevoked')).at(-1)).toMatchObject({ subject: revoked.setupKeyId });
    await database.query('update registry.setup_keys set expires_at = now() where setup_key_id = $1', [
      expired.setupKeyId,
    ]);
    for (const { setupKey } of [revoked, expired])
      expect(codeOf(await join({ setupKey }))).toBe('setup_key_ended');
    const { node, sessionToken } = await joined({ setupKey: orphaned.setupKey });
    await withOwnerKeys(database.url, (keys) => keys.rotate(OWNER_ID));
    expect(codeOf(await join({ setupKey: orphaned.setupKey }))).toBe('setup_key_ended');
    expect(codeOf(await me(sessionToken))).toBe('ok');
    for (const key of [revoked, expired, orphaned]) expect(await found(key)).toMatchObject({ isLive: false });
    expect(await list('nobody')).toEqual([]);
    await database.query(`delete from registry.owner_keys where key_id <> 'first'`);
    await database.query(`delete from registry.setup_key_uses`);
    await remove(node.id);
  });
});

describe('an ephemeral node', () => {
  it('goes when nobody has seen it for as long as it may be unseen, with its event, and others stay', async () => {
    const database = await createTestDatabase();
    const registry = await startRegistries(2, database.url);
    const wanted = { ownerId: OWNER_ID, key: OWNER_KEY, uses: 4, ephemeralSeconds: 600 };
    const { setupKey } = valueOf(await registry.bus.send(registryCommands.makeSetupKey, wanted));
    const publicKeys = Array.from({ length: 4 }, newKey);
    const join = async (publicKey: string): Promise<ClaimedTokens> => {
      const joining = {
        setupKey,
        publicKey,
        provenKey: THUMBPRINT,
        ip: '192.0.2.1',
        device: { name: 'Runner' },
      };
      const reply = await registry.bus.send(registryCommands.joinMesh, joining);
      return (valueOf(reply) as { joined: ClaimedTokens }).joined;
    };
    const nodes = await Promise.all(publicKeys.map(join));
    const [gone, seen, used, paired] = nodes.map(({ node }) => node.id);
    const unseenFor = (seconds: number, ...ids: (string | undefined)[]): Promise<unknown> =>
      database.query(
        'update registry.mesh_nodes set last_seen_at = now() - make_interval(secs => $1) where node_id = any($2)',
        [seconds, ids],
      );
    await database.query('update registry.mesh_nodes set ephemeral_seconds = null where node_id = $1', [
      paired,
    ]);
    await database.query('update registry.device_sessions set last_used_at = now() where node_id = $1', [
      used,
    ]);
    await unseenFor(500, seen);
    await unseenFor(601, gone, used, paired);
    const left = async (): Promise<readonly unknown[]> =>
      (await database.query(`select node_id from registry.mesh_nodes where role = 'device'`)).map(
        ({ node_id: id }) => id,
      );
    await waitFor(async () => !(await left()).includes(gone), { message: 'the unseen node is removed' });
    expect(new Set(await left())).toEqual(new Set([seen, used, paired]));
    const removed = await database.query(`select event from registry.mesh_events where type = 'NodeRemoved'`);
    expect(removed).toEqual([
      {
        event: expect.objectContaining({
          subject: gone,
          actor: { kind: 'mesh' },
          data: { nodeId: gone, name: 'Runner', unseenSince: expect.any(String) },
        }),
      },
    ]);
    // Its setup key lets it in again, as another node.
    await database.query('update registry.setup_keys set uses = uses + 1');
    const back = await join(publicKeys[0] ?? '');
    expect(nodes.map(({ node }) => node.id)).not.toContain(back.node.id);
    await registry.stop();
    await database.drop();
  });
});
