import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PeerTokenRefresh, RefreshOutcome } from './credentials.js';
import { byOwner, decideWith, NOON, secondsAfter, verifiedDevice } from './example-registrations.spec.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';
import { OwnerIsLocked } from './registration-errors.js';

const WINDOW = 600;

describe('refreshing a peer token', () => {
  let registry: OpenRegistry;

  beforeAll(async () => {
    registry = await openRegistry();
  });
  beforeEach(async () => {
    await registry.reset('owner');
    await register('a');
  });
  afterAll(() => registry.close());

  const register = (pairingId: string, nodeId?: string, seconds = 0): Promise<unknown> =>
    registry.registrations.register(
      [verifiedDevice({ pairingId, nodeId, at: secondsAfter(seconds) })],
      decideWith(),
    );

  const refresh = (
    newId: string,
    seconds: number,
    more: Partial<PeerTokenRefresh> = {},
  ): Promise<RefreshOutcome> => {
    const request = {
      ownerId: 'owner',
      nodeId: 'node-a',
      now: secondsAfter(seconds),
      issue: { id: newId, expiresAt: secondsAfter(seconds + 5000) },
      idleSeconds: 1000,
      ...more,
    };
    // A busy owner's lock is waited for two seconds; who then hears of it comes again.
    const ask = (): Promise<RefreshOutcome> =>
      registry.credentials.refreshPeerToken(request).catch((error: unknown) => {
        if (error instanceof OwnerIsLocked) return ask();
        throw error;
      });
    return ask();
  };

  const isLive = async (tokenId: string, seconds: number): Promise<boolean> =>
    (await registry.credentials.findPeerToken(tokenId, secondsAfter(seconds))) !== undefined;

  const tokens = (): Promise<readonly object[]> =>
    registry.database.query(
      `select token_id, family_id, superseded_at, revoked_at, reused_at
         from registry.issued_tokens order by issued_at, token_id`,
    );

  it('issues the next of the family, supersedes the one before and slides the session', async () => {
    expect(await refresh('next', 10, { tokenId: 'token-a' })).toEqual({
      kind: 'refreshed',
      permissions: ['mesh:read'],
      peerToken: { id: 'next', issuedAt: secondsAfter(10), expiresAt: secondsAfter(5010) },
      session: { id: 'session-a', createdAt: NOON, keyThumbprint: null },
    });
    expect(await tokens()).toEqual([
      {
        token_id: 'token-a',
        family_id: 'token-a',
        superseded_at: secondsAfter(10),
        revoked_at: null,
        reused_at: null,
      },
      { token_id: 'next', family_id: 'token-a', superseded_at: null, revoked_at: null, reused_at: null },
    ]);
    expect([await isLive('token-a', 11), await isLive('next', 11)]).toEqual([false, true]);
  });

  it('ends the family and the session when a superseded token comes again, and records it', async () => {
    await refresh('second', 10, { tokenId: 'token-a' });
    await refresh('third', 20, { tokenId: 'second' });
    expect(await refresh('never', 30, { tokenId: 'token-a' })).toEqual({ kind: 'reused' });
    const ended = { family_id: 'token-a', revoked_at: secondsAfter(30) };
    expect(await tokens()).toEqual([
      { ...ended, token_id: 'token-a', superseded_at: secondsAfter(10), reused_at: secondsAfter(30) },
      { ...ended, token_id: 'second', superseded_at: secondsAfter(20), reused_at: null },
      { ...ended, token_id: 'third', superseded_at: null, reused_at: null },
    ]);
    expect(await registry.credentials.findSession('session-a', secondsAfter(31))).toBeUndefined();
    for (const tokenId of ['token-a', 'second', 'third', undefined]) {
      expect(await refresh('never', 40, { tokenId })).toEqual({ kind: 'refused' });
    }
  });

  it('leaves another device of the owner alone when a family ends', async () => {
    await register('b');
    await refresh('second', 10, { tokenId: 'token-a' });
    await refresh('never', 20, { tokenId: 'token-a' });
    expect(await isLive('token-b', 21)).toBe(true);
    expect(await registry.credentials.findSession('session-b', secondsAfter(21))).toBeDefined();
  });

  it('lets one of 20 refreshes with the same token win, and ends the family by the others', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => refresh(`race-${index}`, 10, { tokenId: 'token-a' })),
    );
    const kinds = outcomes.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['refreshed', ...Array<string>(18).fill('refused'), 'reused']);
    expect(await registry.counts()).toMatchObject({ issued_tokens: 2 });
    const live = await registry.database.query(
      `select token_id from registry.issued_tokens where revoked_at is null
       union all select session_id from registry.device_sessions where revoked_at is null`,
    );
    expect(live).toEqual([]);
  });

  it('replaces whatever the device had last when a session asks without a token, one after another', async () => {
    const sessionId = 'session-a';
    const kinds = await Promise.all(
      Array.from({ length: 10 }, (_, index) => refresh(`race-${index}`, 10, { sessionId })),
    );
    expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(['refreshed']));
    const live = await registry.database.query(
      `select token_id from registry.issued_tokens where revoked_at is null and superseded_at is null`,
    );
    expect(live).toHaveLength(1);
  });

  it('begins a new family for a live session whose peer token was revoked or is long gone', async () => {
    await registry.credentials.revoke('owner', { use: 'peer', id: 'token-a' }, byOwner(secondsAfter(5)));
    expect(await refresh('fresh', 10, { tokenId: 'token-a' })).toEqual({ kind: 'refused' });
    expect(await refresh('fresh', 10, { sessionId: 'session-a' })).toMatchObject({ kind: 'refreshed' });
    expect(await tokens()).toMatchObject([
      { token_id: 'token-a' },
      { token_id: 'fresh', family_id: 'fresh' },
    ]);
  });

  it.each<[string, Partial<PeerTokenRefresh>]>([
    ['an unknown token', { tokenId: 'unknown' }],
    ['the token of another node', { tokenId: 'token-a', nodeId: 'node-b' }],
    ['the token of another owner', { tokenId: 'token-a', ownerId: 'nobody' }],
    ['another session than the live one', { tokenId: 'token-a', sessionId: 'session-b' }],
    ['an idle session', { tokenId: 'token-a', now: secondsAfter(91 * 86_400) }],
  ])('refuses %s and changes nothing', async (_what, more) => {
    await register('b');
    const before = await registry.database.query(
      'select * from registry.issued_tokens, registry.device_sessions',
    );
    expect(await refresh('never', 10, more)).toEqual({ kind: 'refused' });
    expect(
      await registry.database.query('select * from registry.issued_tokens, registry.device_sessions'),
    ).toEqual(before);
  });

  it('takes the tokens of a node that pairs again as revoked, not as reused', async () => {
    await refresh('second', 10, { tokenId: 'token-a' });
    await register('again', 'node-a', 20);
    for (const tokenId of ['token-a', 'second']) {
      expect(await refresh('never', 30, { tokenId })).toEqual({ kind: 'refused' });
    }
    expect(await isLive('token-again', 31)).toBe(true);
    expect(await registry.credentials.findSession('session-again', secondsAfter(31))).toBeDefined();
  });

  it('repeats a claim with the peer token that is current, and none after the family has ended', async () => {
    const claim = async (seconds: number): Promise<unknown> =>
      (
        await registry.registrations.claim(
          [{ ownerId: 'owner', pairingId: 'a' }],
          secondsAfter(seconds),
          WINDOW,
        )
      )[0];
    expect(await claim(1)).toMatchObject({ tokens: { peerToken: { id: 'token-a' } } });
    await refresh('second', 10, { tokenId: 'token-a' });
    expect(await claim(11)).toMatchObject({
      tokens: { peerToken: { id: 'second', issuedAt: secondsAfter(10) } },
    });
    await refresh('never', 20, { tokenId: 'token-a' });
    expect(await claim(21)).toEqual({ kind: 'already_claimed' });
  });

  it('keeps a superseded token until it expires, so that its reuse is seen', async () => {
    await refresh('second', 10, { tokenId: 'token-a' });
    expect(await registry.credentials.prune(secondsAfter(5000), 9)).toBe(0);
    expect(await refresh('never', 5000, { tokenId: 'token-a' })).toEqual({ kind: 'reused' });
  });

  it('gives the next token the permissions that the node has by now', async () => {
    await registry.nodes.update('owner', 'node-a', { permissions: ['x'] }, byOwner(secondsAfter(5)));
    expect(await refresh('second', 10, { tokenId: 'token-a' })).toMatchObject({ permissions: ['x'] });
  });
});
