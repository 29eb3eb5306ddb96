import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf } from '@meshpair/contracts';
import { byOwner, decideWith, NOON, secondsAfter, verifiedDevice } from './example-registrations.spec.js';
import { MeshEventRows } from './mesh-events.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';
import { type OwnerKeys, withOwnerKeys } from './owner-keys.js';
import { RegistryOutboxStore } from './registry-outbox-store.js';

const DEVICE = { kind: 'device', id: 'node-a' };
const OPERATOR = { kind: 'operator' };

describe('the events of the mesh', () => {
  let registry: OpenRegistry;

  beforeAll(async () => {
    registry = await openRegistry();
  });
  beforeEach(async () => {
    await registry.reset('owner', 'other');
    await registry.registrations.register([verifiedDevice({ pairingId: 'a' })], decideWith());
  });
  afterAll(() => registry.close());

  /** What was recorded since the test began, without what every event has. */
  const recorded = async (): Promise<readonly unknown[]> =>
    (await registry.database.query('select event from registry.mesh_events order by position')).map(
      ({ event }) => event,
    );
  const typesOf = async (): Promise<readonly unknown[]> =>
    (await recorded()).map((event) => (event as { type: string }).type);
  const refresh = (newId: string, tokenId?: string): Promise<unknown> =>
    registry.credentials.refreshPeerToken({
      ownerId: 'owner',
      nodeId: 'node-a',
      now: secondsAfter(1),
      issue: { id: newId, expiresAt: secondsAfter(5000) },
      idleSeconds: 1000,
      tokenId,
    });
  const withKeys = <T>(work: (keys: OwnerKeys) => Promise<T>): Promise<T> =>
    withOwnerKeys(registry.database.url, work);

  it('tell of a node’s new name and permissions, with those of before', async () => {
    const changes = { name: 'Tablet', permissions: ['mesh:admin'] };
    await registry.nodes.update('owner', 'node-a', changes, byOwner(NOON));
    const about = {
      ownerId: 'owner',
      subject: 'node-a',
      actor: { kind: 'owner' },
      occurredAt: NOON.toISOString(),
    };
    expect(await recorded()).toEqual([
      {
        ...about,
        type: 'NodeRenamed',
        data: { nodeId: 'node-a', name: 'Tablet', previousName: 'device a' },
      },
      {
        ...about,
        type: 'NodePermissionsChanged',
        data: {
          nodeId: 'node-a',
          name: 'Tablet',
          permissions: ['mesh:admin'],
          previousPermissions: ['mesh:read'],
        },
      },
    ]);
  });

  it('tell who has removed a device: its owner, itself, or another that takes its place', async () => {
    await registry.nodes.remove('owner', 'node-a', { actor: { kind: 'device', id: 'node-a' }, now: NOON });
    await registry.registrations.register([verifiedDevice({ pairingId: 'b' })], decideWith());
    await registry.nodes.remove('owner', 'node-b', byOwner(NOON));
    await registry.registrations.register([verifiedDevice({ pairingId: 'c', ip: 'same' })], decideWith());
    const ipConflict = { action: 'replace', nodeId: 'node-c' } as const;
    await registry.registrations.register(
      [verifiedDevice({ pairingId: 'd', ip: 'same', ipConflict })],
      decideWith(),
    );
    expect(await recorded()).toMatchObject([
      { type: 'NodeLeft', actor: DEVICE, data: { nodeId: 'node-a', name: 'device a' } },
      { type: 'NodeRemoved', actor: { kind: 'owner' }, data: { nodeId: 'node-b', name: 'device b' } },
      { type: 'NodeRemoved', actor: { kind: 'owner' }, data: { nodeId: 'node-c', name: 'device c' } },
    ]);
  });

  it('tell of tokens that are renewed, used again and revoked', async () => {
    await refresh('token-1');
    await refresh('token-2', 'token-a');
    await registry.registrations.register([verifiedDevice({ pairingId: 'b' })], decideWith());
    for (const token of [
      { use: 'session', id: 'session-b' },
      { use: 'peer', id: 'token-b' },
    ] as const)
      await registry.credentials.revoke('owner', token, byOwner(NOON));
    expect(await recorded()).toMatchObject([
      { type: 'PeerTokenRefreshed', actor: DEVICE, data: { nodeId: 'node-a', peerTokenId: 'token-1' } },
      {
        type: 'PeerTokenReused',
        actor: { kind: 'mesh' },
        data: { nodeId: 'node-a', peerTokenId: 'token-a' },
      },
      { type: 'TokenRevoked', data: { nodeId: 'node-b', use: 'session', tokenId: 'session-b' } },
      { type: 'TokenRevoked', data: { nodeId: 'node-b', use: 'peer', tokenId: 'token-b' } },
    ]);
  });

  it('tell of owners, their keys and their consoles, and hold no secret', async () => {
    const made = await withKeys((keys) => keys.create('o1', 'Ada'));
    if (!made.ok) throw new Error('refused');
    const { keyId, key } = made.value;
    const session = { sessionDigest: digestOf('session'), now: NOON, expiresAt: secondsAfter(60) };
    await registry.consoles.openByKey(session, keyId);
    await registry.consoles.close(session.sessionDigest, NOON);
    const rotated = await withKeys((keys) => keys.rotate('o1', 3600));
    if (!rotated.ok) throw new Error('refused');
    await withKeys((keys) => keys.revoke(rotated.value.keyId));
    const byKey = { kind: 'owner', id: keyId };
    expect(await recorded()).toMatchObject([
      { type: 'OwnerCreated', ownerId: 'o1', subject: 'o1', actor: OPERATOR, data: { name: 'Ada' } },
      { type: 'OwnerKeyCreated', subject: keyId, actor: OPERATOR, data: { keyId } },
      { type: 'ConsoleSignedIn', subject: 'o1', actor: byKey, data: { by: 'key', keyId } },
      { type: 'ConsoleSignedOut', subject: 'o1', actor: byKey, data: { keyId } },
      { type: 'OwnerKeyCreated', subject: rotated.value.keyId },
      {
        type: 'OwnerKeyRevoked',
        subject: keyId,
        data: { endsAt: rotated.value.replaced[0]?.endsAt?.toISOString() },
      },
      { type: 'OwnerKeyRevoked', subject: rotated.value.keyId },
    ]);
    const written = JSON.stringify(await recorded());
    for (const secret of [key, rotated.value.key]) expect(written).not.toContain(secret.split('_')[2]);
    expect(written).not.toContain(session.sessionDigest);
  });

  it('tell nothing where nothing has changed', async () => {
    await registry.nodes.update('owner', 'node-a', { name: 'device a' }, byOwner(NOON));
    await registry.nodes.update('other', 'node-a', { name: 'Taken' }, byOwner(NOON));
    await registry.nodes.remove('other', 'node-a', byOwner(NOON));
    await registry.credentials.revoke('other', { use: 'peer', id: 'token-a' }, byOwner(NOON));
    await registry.consoles.close(digestOf('unknown'), NOON);
    await refresh('token-1', 'unknown');
    expect(await recorded()).toEqual([]);
  });

  it('are recorded with the change, or neither is', async () => {
    await registry.database.query(
      'alter table registry.mesh_events add constraint full_disk check (false) not valid',
    );
    try {
      const { nodes, credentials } = registry;
      const refused = [
        () => nodes.update('owner', 'node-a', { name: 'Tablet' }, byOwner(NOON)),
        () => nodes.remove('owner', 'node-a', byOwner(NOON)),
        () => credentials.revoke('owner', { use: 'session', id: 'session-a' }, byOwner(NOON)),
        () => refresh('token-1'),
        () => withKeys((keys) => keys.create('o1', 'Ada')),
      ];
      for (const change of refused) await expect(change()).rejects.toThrow('full_disk');
    } finally {
      await registry.database.query('alter table registry.mesh_events drop constraint full_disk');
    }
    expect(await registry.nodes.find('owner', 'node-a')).toMatchObject({ name: 'device a' });
    expect(await registry.credentials.findSession('session-a', NOON)).toBeDefined();
    expect(await registry.credentials.findPeerToken('token-a', NOON)).toBeDefined();
    expect(await withKeys((keys) => keys.list())).toHaveLength(2);
  });

  describe('on their way to the stream', () => {
    let outbox: RegistryOutboxStore;
    let rows: MeshEventRows;

    beforeEach(async () => {
      outbox = new RegistryOutboxStore(registry.pool, registry.database.url);
      rows = new MeshEventRows(registry.pool);
      await registry.nodes.update('owner', 'node-a', { name: 'Tablet' }, byOwner(NOON));
      await registry.nodes.remove('owner', 'node-a', byOwner(NOON));
    });

    it('follow what the registry answers to pairings, are marked by their rows, and go again to a new stream', async () => {
      const read = await outbox.readUnpublished(9);
      expect(read.map(({ event }) => ('pairingId' in event ? event.type : event.event.type))).toEqual([
        'DeviceRegistered',
        'NodeRenamed',
        'NodeRemoved',
      ]);
      expect(await outbox.readUnpublished(2)).toEqual(read.slice(0, 2));
      await outbox.markPublished(read.slice(0, 2).map(({ rowId }) => rowId));
      expect(await outbox.readUnpublished(9)).toEqual(read.slice(2));
      await outbox.markPublished(read.map(({ rowId }) => rowId));
      await outbox.reopenForNewStream();
      // The answer waits until its verification is told again.
      expect(await outbox.readUnpublished(9)).toEqual(read.slice(1));
    });

    it('are pruned once they are old and published', async () => {
      const old = secondsAfter(1);
      expect(await rows.prune(old, 9)).toBe(0);
      await outbox.markPublished((await outbox.readUnpublished(9)).map(({ rowId }) => rowId));
      expect(await rows.prune(NOON, 9)).toBe(0);
      expect([await rows.prune(old, 1), await rows.prune(old, 9)]).toEqual([1, 1]);
      expect(await typesOf()).toEqual([]);
    });
  });
});
