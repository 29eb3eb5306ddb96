import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf } from '@meshpair/contracts';
import { byOwner, type KeyParts, type Person, type PersonRole } from '@meshpair/domain';
import { parseOwnerKey } from '../owner-key.js';
import { Admins } from './admins.js';
import { NOON, secondsAfter } from './example-registrations.spec.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';
import { type OwnerKeys, withOwnerKeys } from './owner-keys.js';
import type { NewPerson } from './people.js';

describe('Admins', () => {
  let registry: OpenRegistry;
  let admins: Admins;
  let ada: KeyParts;
  let bob: KeyParts;

  const using = <T>(work: (keys: OwnerKeys) => Promise<T>): Promise<T> =>
    withOwnerKeys(registry.database.url, work);
  const firstKey = async (ownerId: string): Promise<KeyParts> => {
    const made = await using((keys) => keys.create(ownerId, ownerId));
    if (!made.ok) throw new Error(made.error.kind);
    return parseOwnerKey(made.value.key);
  };
  const add = (
    by: KeyParts,
    { ownerId = 'ada', name = 'Eve', person }: { ownerId?: string; name?: string; person?: Person } = {},
  ): ReturnType<Admins['add']> =>
    admins.add({ ownerId: randomUUID(), name, by, admin: { ownerId, person }, now: NOON });
  const joined = async (role: PersonRole): Promise<NewPerson> => {
    const [code, asAda] = [randomUUID(), byOwner({ ownerId: 'ada' }, NOON)];
    const wanted = {
      invitationId: code,
      codeDigest: digestOf(code),
      name: 'Max',
      role,
      seconds: 60,
      key: ada,
    };
    await registry.people.invite(wanted, undefined, asAda);
    const session = { sessionDigest: digestOf(randomUUID()), now: NOON, expiresAt: secondsAfter(60) };
    const person = await registry.people.accept(code, randomUUID(), session);
    if (!person) throw new Error('nobody has joined');
    return person;
  };
  const owners = async (): Promise<unknown[]> =>
    (await registry.database.query('select name from registry.owners order by name')).map(({ name }) => name);

  beforeAll(async () => {
    registry = await openRegistry();
    admins = new Admins(registry.pool);
  });
  beforeEach(async () => {
    await registry.reset();
    [ada, bob] = [await firstKey('ada'), await firstKey('bob')];
    await using((keys) => keys.setAdmin('ada', true));
    await registry.database.query('delete from registry.mesh_events');
  });
  afterAll(() => registry.close());

  it('add an owner, whose first key opens, and see it among all', async () => {
    const { keyId, secret } = (await add(ada)) as KeyParts;
    expect(await registry.owners.authenticate(keyId, digestOf(secret))).toMatchObject({
      name: 'Eve',
      person: null,
      isAdmin: false,
    });
    expect(await admins.owners()).toMatchObject([
      { name: 'ada', isAdmin: true, devices: 0, liveKeys: 1 },
      { name: 'bob', isAdmin: false },
      { name: 'Eve', isAdmin: false, liveKeys: 1 },
    ]);
  });

  it('are named to themselves only: to a new owner they are the operator', async () => {
    await add(ada);
    const trails = await registry.database.query(
      `select owner_id = 'ada' as "isTheirs", type, event->'actor' as actor from registry.mesh_events order by position`,
    );
    const operator = { kind: 'operator' };
    expect(trails).toEqual([
      { isTheirs: true, type: 'OwnerCreated', actor: { kind: 'owner', id: ada.keyId } },
      { isTheirs: false, type: 'OwnerCreated', actor: operator },
      { isTheirs: false, type: 'OwnerKeyCreated', actor: operator },
    ]);
  });

  it('do so with a live key of theirs, and with no other', async () => {
    const before = await owners();
    const wrong = { keyId: ada.keyId, secret: `${ada.secret.slice(0, -1)}!` };
    expect(await add(bob, { ownerId: 'bob' })).toBe('key_wanted');
    expect(await add(bob)).toBe('key_wanted');
    expect(await add(wrong)).toBe('key_wanted');
    const spare = await using((keys) => keys.rotate('ada', 600));
    await using((keys) => keys.revoke(ada.keyId));
    expect(await add(ada)).toBe('key_wanted');
    expect(await owners()).toEqual(before);
    if (!spare.ok) throw new Error(spare.error.kind);
    expect(await add(parseOwnerKey(spare.value.key))).toMatchObject({ keyId: expect.any(String) });
  });

  it('are people of the mesh too, where they are owners of it, each with a key of its own', async () => {
    const [owner, approver] = [await joined('owner'), await joined('approver')];
    expect(await add(approver, { person: approver })).toBe('key_wanted');
    expect(await add(owner, { person: approver })).toBe('key_wanted');
    expect(await add(owner)).toBe('key_wanted');
    expect(await add(owner, { person: owner })).toMatchObject({ keyId: expect.any(String) });
    await registry.people.remove(owner.personId, byOwner({ ownerId: 'ada' }, NOON));
    expect(await add(owner, { person: owner, name: 'Finn' })).toBe('key_wanted');
  });

  it('add one of ten of the same name at once, and none by the name or id of another', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => add(ada)));
    expect(results.filter((result) => result === 'name_taken')).toHaveLength(9);
    expect(await add(ada, { name: 'bob' })).toBe('name_taken');
    expect(await owners()).toEqual(['Eve', 'ada', 'bob']);
  });

  it('are no admins any more when the operator says so, who tells their trail once', async () => {
    for (let times = 0; times < 2; times += 1) await using((keys) => keys.setAdmin('ada', false));
    expect(await admins.isAdmin('ada')).toBe(false);
    expect(await add(ada)).toBe('key_wanted');
    const events = await registry.database.query('select type, event from registry.mesh_events');
    expect(events).toMatchObject([
      { type: 'OwnerAdminChanged', event: { actor: { kind: 'operator' }, data: { isAdmin: false } } },
    ]);
    expect(await using((keys) => keys.setAdmin('nobody', true))).toMatchObject({ ok: false });
  });
});
