import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { digestOf, registryCommands } from '@meshpair/contracts';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import {
  codeOf,
  OWNER_ID,
  OWNER_KEY,
  type RegistryReplicas,
  startRegistries,
  valueOf,
} from '../../test/registry-replicas.js';

const HOUR_MS = 3_600_000;
const digest = (): string => digestOf(randomBytes(32).toString('hex'));

describe('the sessions of a console', () => {
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

  type Opened = ReturnType<typeof registry.bus.send<unknown, { owner: object; expiresAt: string }>>;
  const open = (credential: { key: string } | { codeDigest: string }, sessionDigest = digest()): Opened =>
    registry.bus.send(registryCommands.openConsoleSession, { sessionDigest, credential });
  const authenticate = (sessionDigest: string): Opened =>
    registry.bus.send(registryCommands.authenticateConsole, { sessionDigest });
  const addCode = async (expiresInMs = HOUR_MS): Promise<string> => {
    const code = digest();
    const now = new Date();
    const expiresAt = new Date(now.getTime() + expiresInMs);
    expect(await registry.consoles.addSignInCode(code, now, expiresAt)).toBeDefined();
    return code;
  };

  it('open by the owner key, and end when the console signs out', async () => {
    const session = digest();
    const opened = valueOf(await open({ key: OWNER_KEY }, session));
    expect(opened.owner).toEqual({ ownerId: OWNER_ID, name: 'Ada' });
    const days = (Date.parse(opened.expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    expect(valueOf(await authenticate(session))).toEqual(opened);
    valueOf(await registry.bus.send(registryCommands.closeConsoleSession, { sessionDigest: session }));
    expect(codeOf(await authenticate(session))).toBe('unauthorized');
  });

  it('do not open by a wrong key or an unknown code', async () => {
    expect(codeOf(await open({ key: `${OWNER_KEY.slice(0, -1)}x` }))).toBe('unauthorized');
    expect(codeOf(await open({ codeDigest: digest() }))).toBe('unauthorized');
  });

  it('open once by a code, of twenty tries at the same time', async () => {
    const codeDigest = await addCode();
    const sessions = Array.from({ length: 20 }, () => digest());
    const replies = await Promise.all(sessions.map((session) => open({ codeDigest }, session)));
    expect(replies.map(codeOf).filter((code) => code === 'ok')).toHaveLength(1);
    const live = await Promise.all(sessions.map(async (session) => codeOf(await authenticate(session))));
    expect(live.filter((code) => code === 'ok')).toHaveLength(1);
  });

  it('neither open by an expired code nor live past their end', async () => {
    // By more than the test's clock and Postgres's, which judges, are apart.
    expect(codeOf(await open({ codeDigest: await addCode(-1_000) }))).toBe('unauthorized');
    const session = digest();
    valueOf(await open({ key: OWNER_KEY }, session));
    await database.query(
      `update registry.console_sessions set expires_at = now() - interval '1 second' where session_digest = $1`,
      [session],
    );
    expect(codeOf(await authenticate(session))).toBe('unauthorized');
  });

  it('die with the key that they were made with, and so do its codes', async () => {
    await database.query(
      `insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at)
       select 'second', owner_id, secret_digest, now() from registry.owner_keys where key_id = 'first'`,
    );
    const secondKey = OWNER_KEY.replace('first', 'second');
    const [byKey, byCode, other] = [digest(), digest(), digest()];
    valueOf(await open({ key: secondKey }, byKey));
    valueOf(await open({ codeDigest: await addCode() }, byCode));
    valueOf(await open({ key: OWNER_KEY }, other));
    const unused = await addCode();
    expect((await Promise.all([byKey, byCode, other].map(authenticate))).map(codeOf)).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
    await database.query(`update registry.owner_keys set revoked_at = now() where key_id = 'second'`);
    expect((await Promise.all([byKey, byCode, other].map(authenticate))).map(codeOf)).toEqual([
      'unauthorized',
      'unauthorized',
      'ok',
    ]);
    expect(codeOf(await open({ codeDigest: unused }))).toBe('unauthorized');
    expect(codeOf(await open({ key: secondKey }))).toBe('unauthorized');
  });

  it('and keys are nobody’s of an owner who does not exist, which is no fault of the registry', async () => {
    const { createAuditKey, endConsoleSessions, listOwnerKeys, revokeOwnerKey } = registryCommands;
    const nobody = { ownerId: 'nobody' };
    const { bus } = registry;
    expect(codeOf(await bus.send(createAuditKey, { ...nobody, name: 'Ernst' }))).toBe('not_found');
    expect(codeOf(await bus.send(revokeOwnerKey, { ...nobody, ownerKeyId: 'first' }))).toBe('not_found');
    expect(codeOf(await bus.send(endConsoleSessions, { ...nobody, sessionId: 'one' }))).toBe('not_found');
    expect(valueOf(await bus.send(listOwnerKeys, nobody)).items).toEqual([]);
  });

  it('are pruned with their codes once they are over', async () => {
    await addCode(-2 * HOUR_MS);
    const session = digest();
    valueOf(await open({ key: OWNER_KEY }, session));
    await database.query(
      `update registry.console_sessions set expires_at = now() - interval '2 hours' where session_digest = $1`,
      [session],
    );
    const before = new Date(Date.now() - HOUR_MS);
    expect(await registry.consoles.prune(before, 1)).toBe(1);
    expect(await registry.consoles.prune(before, 10)).toBe(1);
    expect(await registry.consoles.prune(before, 10)).toBe(0);
  });
});
