import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConsoleSession, digestOf, registryCommands, type Reply } from '@meshpair/contracts';
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
import { CHALLENGE_MS, Challenges } from '../passkeys/challenges.js';

const ISSUER = 'https://id.example';

describe('a linked account', () => {
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

  const offer = (key = OWNER_KEY, ownerId = OWNER_ID): Promise<Reply<{ state: string }>> =>
    registry.bus.send(registryCommands.offerAccountLink, { ownerId, key });
  const begin = async (): Promise<string> =>
    valueOf(await registry.bus.send(registryCommands.beginAccountSignIn, {})).state;
  const link = (subject: string, state: string): Promise<Reply<{ ownerId: string }>> =>
    registry.bus.send(registryCommands.linkAccount, { issuer: ISSUER, subject, state, label: 'ada' });
  const open = (
    subject: string,
    state: string,
    { issuer = ISSUER, sessionDigest = digestOf(randomBytes(32).toString('hex')) } = {},
  ): Promise<Reply<ConsoleSession>> => {
    const credential = { account: { issuer, subject, state } };
    return registry.bus.send(registryCommands.openConsoleSession, { sessionDigest, credential });
  };

  it('is linked by a live key of its owner only, once for a state, and is of one owner', async () => {
    for (const refused of [offer(`${OWNER_KEY}0`), offer(OWNER_KEY, 'nobody')])
      expect(codeOf(await refused)).toBe('invalid_request');
    const { state } = valueOf(await offer());
    const tries = [link('one', state), link('two', state)];
    const outcomes = (await Promise.all(tries)).map(codeOf);
    expect(outcomes.toSorted()).toEqual(['conflict', 'ok']);
    const linked = outcomes[0] === 'ok' ? 'one' : 'two';
    expect(codeOf(await link(linked, valueOf(await offer()).state))).toBe('conflict');
    expect(codeOf(await link('three', await begin()))).toBe('conflict');
    const late = valueOf(await offer());
    await database.query('update registry.credential_permits set expires_at = now()');
    expect(codeOf(await link('three', late.state))).toBe('conflict');
  });

  it('signs in once for a state of ours, in time, for its own issuer, until it is unlinked', async () => {
    valueOf(await link('eve', valueOf(await offer()).state));
    const state = await begin();
    const sessionDigest = digestOf(randomBytes(32).toString('hex'));
    expect(valueOf(await open('eve', state, { sessionDigest })).owner.ownerId).toBe(OWNER_ID);
    for (const wrong of [
      open('eve', state),
      open('eve', randomBytes(32).toString('base64url')),
      open('eve', new Challenges(MESH_SECRET).make('sign-in', new Date())),
      open(
        'eve',
        new Challenges(MESH_SECRET).make('account-sign-in', new Date(Date.now() - CHALLENGE_MS - 1_000)),
      ),
      open('eve', await begin(), { issuer: 'https://other.example' }),
      open('nobody', await begin()),
    ])
      expect(codeOf(await wrong)).toBe('unauthorized');
    const { items } = valueOf(await registry.bus.send(registryCommands.listAccounts, { ownerId: OWNER_ID }));
    const accountId = items.find(({ lastUsedAt }) => lastUsedAt !== null)?.accountId ?? '';
    const unlink = (ownerId: string): Promise<Reply<unknown>> =>
      registry.bus.send(registryCommands.unlinkAccount, { ownerId, accountId });
    expect(codeOf(await unlink('nobody'))).toBe('not_found');
    expect(codeOf(await registry.bus.send(registryCommands.authenticateConsole, { sessionDigest }))).toBe(
      'ok',
    );
    expect(codeOf(await unlink(OWNER_ID))).toBe('ok');
    expect(codeOf(await registry.bus.send(registryCommands.authenticateConsole, { sessionDigest }))).toBe(
      'unauthorized',
    );
    expect(codeOf(await open('eve', await begin()))).toBe('unauthorized');
  });
});
