import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ClaimedTokens,
  digestOf,
  type Introspection,
  registryCommands,
  type Reply,
} from '@meshpair/contracts';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import {
  codeOf,
  MESH_SECRET,
  OWNER_ID,
  OWNER_KEY,
  type RegistryReplicas,
  startRegistries,
  valueOf,
} from '../../test/registry-replicas.js';
import { answered, claimedDevice, pinVerified, publish } from '../../test/verified-device.js';
import { MeshTokens } from './mesh-tokens.js';

describe('tokens of registered devices', () => {
  let database: TestDatabase;
  let registry: RegistryReplicas;

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistries(1, database.url);
  });

  afterAll(async () => {
    await registry.stop();
    await database.drop();
  });

  const introspect = async (token: string, ownerId = OWNER_ID): Promise<Introspection> =>
    valueOf(await registry.bus.send(registryCommands.introspectToken, { caller: { ownerId }, token }));

  const claimAgain = (n: number): Promise<Reply<ClaimedTokens>> =>
    registry.bus.send(registryCommands.mintTokens, { ownerId: OWNER_ID, pairingId: `pairing-${n}` });

  it('knows an owner by the key, and nobody by another', async () => {
    const send = (key: string): ReturnType<typeof registry.bus.send> =>
      registry.bus.send(registryCommands.authenticateOwner, { key });
    expect(await send(OWNER_KEY)).toEqual({
      ok: true,
      value: { ownerId: OWNER_ID, name: 'Ada', touchRule: 'never', isAdmin: true },
    });
    expect(codeOf(await send(`${OWNER_KEY.slice(0, -1)}x`))).toBe('unauthorized');
    expect(codeOf(await send(OWNER_KEY.replace('first', 'other')))).toBe('unauthorized');
  });

  it('mints the same tokens for a repeated claim, until the session is used', async () => {
    const claimed = await claimedDevice(registry, 1);
    expect(await claimAgain(1)).toMatchObject({
      ok: true,
      value: { sessionToken: claimed.sessionToken, peerToken: claimed.peerToken },
    });
    expect(claimed.expiresIn).toBeGreaterThan(30 * 86_400 - 60);
    expect(await introspect(claimed.sessionToken)).toMatchObject({ active: true, token_use: 'session' });
    expect(codeOf(await claimAgain(1))).toBe('ok');

    valueOf(await registry.bus.send(registryCommands.getMe, { sessionToken: claimed.sessionToken }));
    expect(codeOf(await claimAgain(1))).toBe('already_claimed');
  });

  it('refuses a claim after the window, and one before the registration', async () => {
    await claimedDevice(registry, 2);
    await database.query(
      `update registry.registrations set first_claimed_at = now() - interval '601 seconds' where pairing_id = $1`,
      ['pairing-2'],
    );
    expect(codeOf(await claimAgain(2))).toBe('already_claimed');
    expect(codeOf(await claimAgain(99))).toBe('not_registered_yet');
  });

  it('calls the tokens of a removed node inactive at once', async () => {
    const { node, sessionToken, peerToken } = await claimedDevice(registry, 3);
    expect(await introspect(peerToken)).toMatchObject({ active: true, sub: node.id, token_use: 'peer' });
    await registry.bus.send(registryCommands.removeNode, { ownerId: OWNER_ID, nodeId: node.id });
    expect(await introspect(peerToken)).toEqual({ active: false });
    expect(await introspect(sessionToken)).toEqual({ active: false });
    expect(codeOf(await registry.bus.send(registryCommands.getMe, { sessionToken }))).toBe('unauthorized');
  });

  it('calls garbage, foreign, forged and revoked tokens inactive', async () => {
    const { node, peerToken } = await claimedDevice(registry, 4);
    const row = {
      id: 'no-such-row',
      ownerId: OWNER_ID,
      nodeId: node.id,
      permissions: ['mesh:read'],
      issuedAt: new Date(),
      expiresAt: new Date(Date.now() + 60_000),
    };
    const ours = await MeshTokens.create(MESH_SECRET);
    const theirs = await MeshTokens.create('another secret of thirty-two characters');
    for (const token of ['garbage', ours.mint('peer', row), theirs.mint('peer', row)]) {
      expect(await introspect(token)).toEqual({ active: false });
    }
    expect(await introspect(peerToken, 'owner-2')).toEqual({ active: false });
    await registry.bus.send(registryCommands.revokeToken, {
      caller: { ownerId: 'owner-2' },
      token: peerToken,
    });
    expect(await introspect(peerToken)).toMatchObject({ active: true });
    await registry.bus.send(registryCommands.revokeToken, {
      caller: { ownerId: OWNER_ID },
      token: peerToken,
    });
    expect(await introspect(peerToken)).toEqual({ active: false });
  });

  it('lets a device see itself and its peers, as its permissions allow, and leave', async () => {
    const { node, sessionToken, peerToken } = await claimedDevice(registry, 5);
    const peers = (token: string): ReturnType<typeof registry.bus.send> =>
      registry.bus.send(registryCommands.listPeers, { sessionToken: token, limit: 50 });
    const seen = valueOf(await peers(sessionToken)) as { items: { id: string }[] };
    // The peer token of the fourth was revoked above.
    expect(seen.items.map(({ id }) => id)).toEqual(['node-1', 'node-2']);
    expect(codeOf(await peers(peerToken))).toBe('unauthorized');

    const beat = valueOf(await registry.bus.send(registryCommands.heartbeat, { sessionToken }));
    expect(beat.lastSeenAt).not.toBeNull();
    const change = { ownerId: OWNER_ID, nodeId: node.id, permissions: ['mesh:connect'] };
    valueOf(await registry.bus.send(registryCommands.updateNode, change));
    expect(codeOf(await peers(sessionToken))).toBe('forbidden');

    expect(codeOf(await registry.bus.send(registryCommands.leaveMesh, { sessionToken }))).toBe('ok');
    expect(await introspect(peerToken)).toEqual({ active: false });
  });

  it('publishes public keys only, and is healthy', async () => {
    const { keys } = valueOf(await registry.bus.send(registryCommands.readJwks, {}));
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    expect(valueOf(await registry.bus.send(registryCommands.checkHealth, {}))).toEqual({ up: true });
  });

  it('gives the tokens to the holder of the claim secret, and to nobody for another or none', async () => {
    const claimSecret = 'c'.repeat(43);
    publish(registry, pinVerified(40, {}, { claimDigest: digestOf(claimSecret) }));
    await answered(registry, 'pairing-40');
    const claim = (pairingId: string, secret: string): Promise<Reply<ClaimedTokens>> =>
      registry.bus.send(registryCommands.claimTokens, { pairingId, claimSecret: secret });
    expect(codeOf(await claim('pairing-40', 'd'.repeat(43)))).toBe('not_registered_yet');
    const claimed = valueOf(await claim('pairing-40', claimSecret));
    const again = valueOf(await claimAgain(40));
    expect(again).toEqual({ ...claimed, expiresIn: again.expiresIn });
    expect(again.expiresIn).toBeLessThanOrEqual(claimed.expiresIn);

    publish(registry, pinVerified(41));
    await answered(registry, 'pairing-41');
    expect(codeOf(await claim('pairing-41', claimSecret))).toBe('not_registered_yet');
  });

  it('binds them to the key of the first claim, of ten at once, and takes them with that key only', async () => {
    publish(registry, pinVerified(42));
    await answered(registry, 'pairing-42');
    const request = { ownerId: OWNER_ID, pairingId: 'pairing-42' };
    const keys = Array.from({ length: 10 }, (_, index) => String(index).repeat(43));
    const claimWith = (provenKey?: string): Promise<Reply<ClaimedTokens>> =>
      registry.bus.send(registryCommands.mintTokens, { ...request, provenKey });
    const claims = await Promise.all([...keys, undefined].map(claimWith));
    const won = claims.filter(({ ok }) => ok);
    expect(won).toHaveLength(1);
    const provenKey = [...keys, undefined][claims.findIndex(({ ok }) => ok)];
    const [{ sessionToken, peerToken }] = won.map(valueOf) as [ClaimedTokens];
    expect(codeOf(await claimWith(provenKey))).toBe('ok');
    for (const key of [...keys, undefined]) {
      const me = await registry.bus.send(registryCommands.getMe, { sessionToken, provenKey: key });
      expect(codeOf(me)).toBe(key === provenKey ? 'ok' : 'unauthorized');
    }
    const refresh = (key?: string): Promise<Reply<unknown>> =>
      registry.bus.send(registryCommands.refreshToken, { token: peerToken, provenKey: key });
    expect(codeOf(await refresh('x'.repeat(43)))).toBe('unauthorized');
    expect(codeOf(await refresh(provenKey))).toBe('ok');
  });
});
