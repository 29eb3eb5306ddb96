import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClaimedTokens, type RefreshedTokens, registryCommands, type Reply } from '@meshpair/contracts';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import {
  codeOf,
  OWNER_ID,
  type RegistryReplicas,
  startRegistries,
  valueOf,
} from '../../test/registry-replicas.js';
import { answered, claimedDevice, pinVerified, publish } from '../../test/verified-device.js';

describe('refreshing tokens, two replicas', () => {
  let database: TestDatabase;
  let registry: RegistryReplicas;

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistries(2, database.url);
  });

  afterAll(async () => {
    await registry.stop();
    await database.drop();
  });

  const refresh = (token: string, peerToken?: string): Promise<Reply<RefreshedTokens>> =>
    registry.bus.send(registryCommands.refreshToken, { token, peerToken });

  /** As often as the owner's lock is not had within two seconds, which changes nothing. */
  const refreshInTurn = async (token: string): ReturnType<typeof refresh> => {
    for (;;) {
      const answer = await refresh(token);
      if (codeOf(answer) !== 'service_unavailable') return answer;
    }
  };

  const isActive = async (token: string): Promise<boolean> =>
    valueOf(
      await registry.bus.send(registryCommands.introspectToken, { caller: { ownerId: OWNER_ID }, token }),
    ).active;

  const getMe = async (sessionToken: string): Promise<string> =>
    codeOf(await registry.bus.send(registryCommands.getMe, { sessionToken }));

  const claimAgain = async (n: number): Promise<Reply<ClaimedTokens>> =>
    registry.bus.send(registryCommands.mintTokens, { ownerId: OWNER_ID, pairingId: `pairing-${n}` });

  it('takes the peer token itself, the session with it, and the session alone', async () => {
    const { sessionToken, peerToken: first } = await claimedDevice(registry, 1);
    const { peerToken: second, ...rest } = valueOf(await refresh(first));
    expect(rest).toEqual({
      tokenType: 'Bearer',
      expiresIn: 30 * 86_400,
      permissions: ['mesh:read', 'mesh:connect'],
    });
    const { peerToken: third } = valueOf(await refresh(sessionToken, second));
    const { peerToken: fourth } = valueOf(await refresh(sessionToken));
    const actives = await Promise.all([first, second, third, fourth].map(isActive));
    expect(actives).toEqual([false, false, false, true]);
    expect(await getMe(sessionToken)).toBe('ok');
  });

  it('ends every peer token and the session when a superseded token comes again', async () => {
    const { sessionToken, peerToken: first } = await claimedDevice(registry, 2);
    const { peerToken: second } = valueOf(await refresh(first));
    expect(codeOf(await refresh(sessionToken, first))).toBe('unauthorized');
    expect([await isActive(second), await isActive(sessionToken)]).toEqual([false, false]);
    expect(await getMe(sessionToken)).toBe('unauthorized');
    for (const answer of [await refresh(second), await refresh(sessionToken), await refresh(first)]) {
      expect(codeOf(answer)).toBe('unauthorized');
    }
  });

  it('lets one of 20 refreshes with the same token win, and trusts nobody after them', async () => {
    const { sessionToken, peerToken } = await claimedDevice(registry, 3);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refreshInTurn(peerToken)));
    const codes = answers.map(codeOf).sort();
    expect(codes).toEqual(['ok', ...Array<string>(19).fill('unauthorized')]);
    const won = answers.flatMap((answer) => (answer.ok ? [answer.value.peerToken] : []));
    expect(await Promise.all([peerToken, ...won, sessionToken].map(isActive))).toEqual([false, false, false]);
    const [rows] = await database.query(
      `select count(*)::int as tokens, count(revoked_at)::int as revoked, count(reused_at)::int as reused
         from registry.issued_tokens where node_id = 'node-3'`,
    );
    expect(rows).toEqual({ tokens: 2, revoked: 2, reused: 1 });
  });

  it('mints the current peer token for a repeated claim, until the session is used', async () => {
    const claimed = await claimedDevice(registry, 4);
    const { peerToken } = valueOf(await refresh(claimed.peerToken));
    expect(valueOf(await claimAgain(4))).toMatchObject({ peerToken, sessionToken: claimed.sessionToken });
    valueOf(await refresh(claimed.sessionToken));
    expect(codeOf(await claimAgain(4))).toBe('already_claimed');
  });

  it('refuses the peer token of another device, without harm to either', async () => {
    const one = await claimedDevice(registry, 5);
    const other = await claimedDevice(registry, 6);
    expect(codeOf(await refresh(one.sessionToken, other.peerToken))).toBe('unauthorized');
    expect(codeOf(await refresh(one.sessionToken, one.sessionToken))).toBe('unauthorized');
    expect(await Promise.all([one.peerToken, other.peerToken].map(isActive))).toEqual([true, true]);
  });

  it('names the field when a peer token asks for another', async () => {
    const { peerToken } = await claimedDevice(registry, 7);
    expect(await refresh(peerToken, peerToken)).toMatchObject({
      error: { code: 'invalid_request', errors: [{ field: 'peerToken' }] },
    });
    expect(await isActive(peerToken)).toBe(true);
  });

  it('refuses garbage, and a device whose node or session is gone', async () => {
    expect(codeOf(await refresh('garbage'))).toBe('unauthorized');
    const removed = await claimedDevice(registry, 8);
    await registry.bus.send(registryCommands.removeNode, { ownerId: OWNER_ID, nodeId: 'node-8' });
    expect(codeOf(await refresh(removed.peerToken))).toBe('unauthorized');
    const ended = await claimedDevice(registry, 9);
    const caller = { ownerId: OWNER_ID };
    await registry.bus.send(registryCommands.revokeToken, { caller, token: ended.sessionToken });
    expect(codeOf(await refresh(ended.peerToken))).toBe('unauthorized');
  });

  it('registers a proven key, and the same node again only with its key proven', async () => {
    const publicKey = 'A'.repeat(43);
    const pairAgain = async (
      n: number,
      device: { publicKey?: string; keyProven?: boolean },
    ): Promise<unknown> => {
      publish(registry, pinVerified(n, { nodeId: 'proven', ip: '192.0.2.200', ...device }));
      await answered(registry, `pairing-${n}`);
      return registry.events.find(({ subject }) => subject === `pairing-${n}`)?.type;
    };
    expect(await pairAgain(20, { publicKey })).toBe('DeviceRegistered');
    expect(await pairAgain(21, { publicKey, keyProven: true })).toBe('DeviceRegistered');
    expect(await pairAgain(22, { publicKey })).toBe('PairingFailed');
    expect(await pairAgain(23, { publicKey: 'B'.repeat(43), keyProven: true })).toBe('PairingFailed');
    expect(await pairAgain(24, { publicKey, keyProven: true })).toBe('DeviceRegistered');
    expect(
      await database.query(`select public_key, key_proven from registry.mesh_nodes where node_id = 'proven'`),
    ).toEqual([{ public_key: publicKey, key_proven: true }]);
  });
});
