import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf } from '@meshpair/contracts';
import type { Result } from '@meshpair/domain';
import { parseOwnerKey } from '../owner-key.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';
import { type MadeOwnerKey, type OwnerKeys, withOwnerKeys } from './owner-keys.js';

describe('OwnerKeys', () => {
  let registry: OpenRegistry;
  let ada: MadeOwnerKey;

  const using = <T>(work: (keys: OwnerKeys) => Promise<T>): Promise<T> =>
    withOwnerKeys(registry.database.url, work);
  const valueOf = <T>(result: Result<T, unknown>): T => {
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value;
  };
  const opens = async (key: string): Promise<boolean> => {
    const { keyId, secret } = parseOwnerKey(key);
    return (await registry.owners.authenticate(keyId, digestOf(secret))) !== undefined;
  };

  beforeAll(async () => {
    registry = await openRegistry();
  });
  beforeEach(async () => {
    await registry.reset();
    ada = valueOf(await using((keys) => keys.create('o1', 'Ada')));
  });
  afterAll(() => registry.close());

  it('adds an owner with a key that opens, and lists it', async () => {
    expect(ada).toMatchObject({ owner: { ownerId: 'o1', name: 'Ada' }, replaced: [] });
    expect(await opens(ada.key)).toBe(true);
    expect(await using((keys) => keys.list())).toMatchObject([
      { ownerId: 'o1', name: 'Ada', devices: 0, liveKeys: 1 },
    ]);
  });

  it('keeps the secret of no key', async () => {
    const rows = await registry.database.query('select * from registry.owner_keys');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(parseOwnerKey(ada.key).secret);
  });

  it('refuses a second owner of the same name, also of ten at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => using((keys) => keys.create(`b${index}`, 'Bob'))),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await using((keys) => keys.list())).toHaveLength(2);
  });

  it.each(['o1', 'Ada'])('rotates all keys of the owner %s: only the new one opens', async (reference) => {
    const next = valueOf(await using((keys) => keys.rotate(reference)));
    expect([await opens(ada.key), await opens(next.key)]).toEqual([false, true]);
    expect(next.replaced.map(({ keyId }) => keyId)).toEqual([ada.keyId]);
  });

  it('rotates one key by its id, and leaves the others', async () => {
    const second = valueOf(await using((keys) => keys.rotate('Ada', 600)));
    const third = valueOf(await using((keys) => keys.rotate(second.keyId)));
    expect([await opens(ada.key), await opens(second.key), await opens(third.key)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('lets a replaced key count for its grace and not longer, and never puts an end off', async () => {
    const next = valueOf(await using((keys) => keys.rotate('Ada', 600)));
    expect([await opens(ada.key), await opens(next.key)]).toEqual([true, true]);
    const [ending] = next.replaced;
    const later = valueOf(await using((keys) => keys.rotate('Ada', 6000)));
    expect(later.replaced.find(({ keyId }) => keyId === ada.keyId)?.endsAt).toEqual(ending?.endsAt);
    await registry.database.query(
      `update registry.owner_keys set revoked_at = revoked_at - interval '600 seconds' where key_id = $1`,
      [ada.keyId],
    );
    expect(await opens(ada.key)).toBe(false);
  });

  it('revokes a key at once, tells how many are left, and does it once', async () => {
    expect(valueOf(await using((keys) => keys.revoke(ada.keyId)))).toMatchObject({
      key: { keyId: ada.keyId, isLive: false },
      liveKeys: 0,
    });
    expect(await opens(ada.key)).toBe(false);
    const again = { ok: false, error: { kind: 'revoked', keyId: ada.keyId } };
    expect(await using((keys) => keys.revoke(ada.keyId))).toEqual(again);
    expect(await using((keys) => keys.rotate(ada.keyId))).toEqual(again);
    const next = valueOf(await using((keys) => keys.rotate('Ada')));
    expect(await opens(next.key)).toBe(true);
  });

  it('ends a key that has its grace still to go', async () => {
    await using((keys) => keys.rotate('Ada', 600));
    valueOf(await using((keys) => keys.revoke(ada.keyId)));
    expect(await opens(ada.key)).toBe(false);
  });

  it('shows the keys of an owner, the oldest first', async () => {
    const next = valueOf(await using((keys) => keys.rotate('Ada')));
    const shown = valueOf(await using((keys) => keys.keys('Ada')));
    expect(shown.keys.map(({ keyId, isLive }) => [keyId, isLive])).toEqual([
      [ada.keyId, false],
      [next.keyId, true],
    ]);
  });

  it('refuses who is not there, and a name that several have', async () => {
    const missing = { ok: false, error: { kind: 'not_found', reference: 'nobody' } };
    expect(await using((keys) => keys.keys('nobody'))).toEqual(missing);
    expect(await using((keys) => keys.rotate('nobody'))).toEqual(missing);
    expect(await using((keys) => keys.revoke('nobody'))).toEqual(missing);
    await registry.database.query(
      `insert into registry.owners (owner_id, name, created_at) values ('o2', 'Ada', 'infinity')`,
    );
    const ambiguous = { ok: false, error: { kind: 'ambiguous', reference: 'Ada', ownerIds: ['o1', 'o2'] } };
    expect(await using((keys) => keys.rotate('Ada'))).toEqual(ambiguous);
    expect(await opens(ada.key)).toBe(true);
  });
});
