import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf } from '@meshpair/contracts';
import type { MeshNode } from '@meshpair/domain';
import { byOwner, decideWith, NOON, secondsAfter, verifiedDevice } from './example-registrations.spec.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';
import { RegistryOutboxStore } from './registry-outbox-store.js';

const WINDOW = 600;
const IDLE = 1000;

const host = (id: string, name: string): MeshNode => ({
  id,
  name,
  role: 'host',
  ip: '10.0.0.1',
  permissions: ['mesh:read'],
  createdAt: NOON,
  updatedAt: NOON,
});

describe('the tables of the registry', () => {
  let registry: OpenRegistry;
  const register = (...pairingIds: string[]): Promise<unknown> =>
    registry.registrations.register(
      pairingIds.map((pairingId, index) => verifiedDevice({ pairingId, at: secondsAfter(index) })),
      decideWith(),
    );
  const claim = async (pairingId: string, seconds: number, ownerId = 'owner'): Promise<string | undefined> =>
    (await registry.registrations.claim([{ ownerId, pairingId }], secondsAfter(seconds), WINDOW))[0]?.kind;

  beforeAll(async () => {
    registry = await openRegistry();
  });
  beforeEach(() => registry.reset('owner'));
  afterAll(() => registry.close());

  it('claims many at once and answers the rows to mint from', async () => {
    await register('a', 'b');
    const requests = ['b', 'nobody', 'a'].map((pairingId) => ({ ownerId: 'owner', pairingId }));
    const [b, nobody, a] = await registry.registrations.claim(requests, secondsAfter(5), WINDOW);
    expect(b).toMatchObject({ tokens: { session: { id: 'session-b' }, peerToken: { id: 'token-b' } } });
    expect(nobody).toEqual({ kind: 'not_registered' });
    expect(a).toMatchObject({
      kind: 'claimed',
      tokens: { node: { id: 'node-a' }, session: { createdAt: NOON } },
    });
    expect(await claim('a', 5, 'another owner')).toBe('not_registered');
  });

  it('repeats a claim until the window has passed since the first', async () => {
    await register('a');
    expect(await claim('a', 5000)).toBe('claimed');
    expect(await claim('a', 5000 + WINDOW)).toBe('claimed');
    expect(await claim('a', 5001 + WINDOW)).toBe('already_claimed');
  });

  it('ends the claim window with the first use of the session, and with its revocation', async () => {
    await register('a', 'b', 'c');
    await registry.credentials.useSession('session-a', secondsAfter(9), IDLE);
    await registry.credentials.revoke('owner', { use: 'session', id: 'session-b' }, byOwner(secondsAfter(9)));
    await registry.nodes.remove('owner', 'node-c', byOwner(secondsAfter(9)));
    expect([await claim('a', 10), await claim('b', 10), await claim('c', 10)]).toEqual(
      Array(3).fill('already_claimed'),
    );
  });

  it('slides a session with its use and ends it when it was idle', async () => {
    await register('a');
    const used = await registry.credentials.useSession('session-a', secondsAfter(10), IDLE);
    expect(used).toMatchObject({
      ownerId: 'owner',
      permissions: ['mesh:read'],
      expiresAt: secondsAfter(1010),
    });
    expect(await registry.credentials.useSession('session-a', secondsAfter(1000), IDLE)).toMatchObject({
      expiresAt: secondsAfter(2000),
    });
    expect(await registry.credentials.findSession('session-a', secondsAfter(1999))).toBeDefined();
    expect(await registry.credentials.useSession('session-a', secondsAfter(2000), IDLE)).toBeUndefined();
  });

  it('removes a node with its sessions, keeps its tokens as revoked, and gives its place free', async () => {
    await register('a');
    expect(await registry.nodes.remove('owner', 'node-a', byOwner(secondsAfter(5)))).toBe('removed');
    expect(await registry.nodes.remove('owner', 'node-a', byOwner(secondsAfter(5)))).toBe('not_found');
    expect(await registry.credentials.findSession('session-a', secondsAfter(6))).toBeUndefined();
    expect(await registry.credentials.findPeerToken('token-a', secondsAfter(6))).toBeUndefined();
    expect(await registry.database.query('select token_id, revoked_at from registry.issued_tokens')).toEqual([
      { token_id: 'token-a', revoked_at: secondsAfter(5) },
    ]);
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 0, device_sessions: 0, devices: 0 });
    expect(await registry.nodes.remove('nobody', 'node-a', byOwner(secondsAfter(5)))).toBe('not_found');
  });

  it('keeps one host, updates it, and does not let it be removed', async () => {
    await registry.nodes.upsertHost('owner', host('host', 'desk'));
    await registry.nodes.upsertHost('owner', { ...host('other', 'table'), ip: '10.0.0.2' });
    expect(await registry.nodes.list('owner', { limit: 9 })).toMatchObject([
      { id: 'host', name: 'table', ip: '10.0.0.2', role: 'host' },
    ]);
    expect(await registry.nodes.remove('owner', 'host', byOwner(NOON))).toBe('is_host');
    expect(await registry.counts()).toMatchObject({ devices: 0 });
  });

  it('lists nodes oldest first, page by page', async () => {
    await register('c', 'a', 'b');
    const ids = async (options: { after?: string; limit: number }): Promise<string[]> =>
      (await registry.nodes.list('owner', options)).map((node) => node.id);
    expect(await ids({ limit: 2 })).toEqual(['node-c', 'node-a']);
    expect(await ids({ limit: 2, after: 'node-a' })).toEqual(['node-b']);
  });

  it('renames a node, and gives its live credentials the new permissions', async () => {
    await register('a');
    expect(
      await registry.nodes.update('owner', 'node-a', { name: 'new' }, byOwner(secondsAfter(3))),
    ).toMatchObject({
      name: 'new',
      permissions: ['mesh:read'],
      updatedAt: secondsAfter(3),
    });
    await registry.nodes.update('owner', 'node-a', { permissions: ['x'] }, byOwner(secondsAfter(4)));
    expect((await registry.credentials.findSession('session-a', secondsAfter(5)))?.permissions).toEqual([
      'x',
    ]);
    expect((await registry.credentials.findPeerToken('token-a', secondsAfter(5)))?.permissions).toEqual([
      'x',
    ]);
    expect(await registry.nodes.update('other', 'node-a', { name: 'x' }, byOwner(NOON))).toBeUndefined();
    expect(await registry.nodes.touch('owner', 'node-a', secondsAfter(7))).toMatchObject({
      lastSeenAt: secondsAfter(7),
      name: 'new',
    });
  });

  it('makes one first owner of ten starts at once, and knows it by its key', async () => {
    await registry.reset();
    expect(await registry.database.query('select from registry.owners')).toHaveLength(0);
    const secretDigest = digestOf('secret');
    const starts = Array.from({ length: 10 }, (_, index) =>
      registry.owners.ensureFirst({
        ownerId: `o${index}`,
        name: 'me',
        keyId: `k${index}`,
        secretDigest,
        now: NOON,
      }),
    );
    const results = await Promise.all(starts);
    expect(results.filter((result) => result.created)).toHaveLength(1);
    const owner = results[0]?.owner;
    expect(new Set(results.map((result) => result.owner.ownerId)).size).toBe(1);
    const keyId = owner?.ownerId.replace('o', 'k') ?? '';
    const known = { ...owner, person: null, touchRule: 'never', isAdmin: true };
    expect(await registry.owners.authenticate(keyId, secretDigest)).toEqual(known);
    expect(await registry.owners.authenticate(keyId, digestOf('guess'))).toBeUndefined();
    await registry.database.query('update registry.owner_keys set revoked_at = now()');
    expect(await registry.owners.authenticate(keyId, secretDigest)).toBeUndefined();
    expect(await registry.database.query('select from registry.owners')).toHaveLength(1);
  });

  it('prunes ended sessions and tokens up to the limit, and leaves live ones', async () => {
    await register('a', 'b', 'c');
    for (const id of ['a', 'b']) {
      await registry.credentials.revoke(
        'owner',
        { use: 'session', id: `session-${id}` },
        byOwner(secondsAfter(5)),
      );
      await registry.credentials.revoke(
        'owner',
        { use: 'peer', id: `token-${id}` },
        byOwner(secondsAfter(5)),
      );
    }
    expect(await registry.credentials.prune(secondsAfter(5), 9)).toBe(0);
    expect(await registry.credentials.prune(secondsAfter(6), 3)).toBe(3);
    expect(await registry.credentials.prune(secondsAfter(6), 3)).toBe(1);
    expect(await registry.counts()).toMatchObject({ issued_tokens: 1, device_sessions: 1, mesh_nodes: 3 });
  });

  it('prunes old registrations with their published events, and none that is to publish, now or later', async () => {
    await register('a', 'b', 'c', 'd');
    const outbox = new RegistryOutboxStore(registry.pool, registry.database.url);
    await outbox.markPublished((await outbox.readUnpublished(2)).map(({ rowId }) => rowId));
    await outbox.reopenForNewStream();
    await outbox.reopen(['d']);
    expect(await registry.registrations.prune(secondsAfter(9), 1)).toBe(1);
    expect(await registry.registrations.prune(secondsAfter(9), 9)).toBe(1);
    expect(await registry.registrations.prune(secondsAfter(9), 9)).toBe(0);
    expect(await registry.counts()).toMatchObject({ registrations: 2, registration_events: 2 });
    await outbox.releaseHeldBack();
    expect(await outbox.readUnpublished(9)).toHaveLength(2);
  });
});
