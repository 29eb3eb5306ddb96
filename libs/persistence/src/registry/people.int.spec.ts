import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf } from '@meshpair/contracts';
import { byOwner, type KeyParts, type Person, type PersonRole } from '@meshpair/domain';
import { parseOwnerKey } from '../owner-key.js';
import { NOON, secondsAfter } from './example-registrations.spec.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';
import { OwnKeys } from './own-keys.js';
import { withOwnerKeys } from './owner-keys.js';
import type { NewPerson } from './people.js';

describe('People', () => {
  let registry: OpenRegistry;
  let founders: KeyParts;
  let others: KeyParts;

  const secret = (): string => randomBytes(32).toString('base64url');
  const firstKey = async (ownerId: string): Promise<KeyParts> => {
    const made = await withOwnerKeys(registry.database.url, (keys) => keys.create(ownerId, ownerId));
    if (!made.ok) throw new Error(made.error.kind);
    return parseOwnerKey(made.value.key);
  };
  const occasion = (asking?: Person, ownerId = 'o1') => byOwner({ ownerId, person: asking }, NOON);
  const invite = async (
    role: PersonRole,
    { key = founders, asking, seconds = 60 }: { key?: KeyParts; asking?: Person; seconds?: number } = {},
  ): Promise<string | undefined> => {
    const code = secret();
    const wanted = { invitationId: secret(), codeDigest: digestOf(code), name: 'Bob', role, seconds, key };
    return (await registry.people.invite(wanted, asking, occasion(asking))) && code;
  };
  const accept = (code: string): Promise<NewPerson | undefined> =>
    registry.people.accept(code, secret(), {
      sessionDigest: digestOf(secret()),
      now: NOON,
      expiresAt: secondsAfter(60),
    });
  const joined = async (role: PersonRole): Promise<NewPerson> => {
    const person = await accept((await invite(role)) ?? '');
    if (!person) throw new Error('nobody has joined');
    return person;
  };
  const holderOf = ({ keyId, secret: own }: KeyParts) => registry.owners.authenticate(keyId, digestOf(own));
  const types = async (): Promise<unknown[]> =>
    (await registry.database.query('select type from registry.mesh_events order by position')).map(
      ({ type }) => type,
    );

  beforeAll(async () => {
    registry = await openRegistry();
  });
  beforeEach(async () => {
    await registry.reset();
    [founders, others] = [await firstKey('o1'), await firstKey('o2')];
  });
  afterAll(() => registry.close());

  it('are made by a code, once, with a key and a console of theirs', async () => {
    const bob = await joined('approver');
    expect(await holderOf(bob)).toEqual({
      ownerId: 'o1',
      name: 'o1',
      person: { personId: bob.personId, name: 'Bob', role: 'approver' },
      touchRule: 'never',
      isAdmin: false,
    });
    expect(await registry.people.list('o1')).toMatchObject([{ personId: bob.personId, role: 'approver' }]);
    const consoles = await registry.consoles.list('o1', undefined, NOON);
    expect(consoles).toMatchObject([{ openedBy: { id: bob.keyId }, person: { personId: bob.personId } }]);
    expect(await types()).toEqual(
      expect.arrayContaining(['PersonInvited', 'PersonJoined', 'OwnerKeyCreated', 'ConsoleSignedIn']),
    );
  });

  it('come in one from an invitation that twenty accept at once', async () => {
    const code = (await invite('viewer')) ?? '';
    const all = await Promise.all(Array.from({ length: 20 }, () => accept(code)));
    expect(all.filter((each) => each !== undefined)).toHaveLength(1);
    expect(await registry.people.list('o1')).toHaveLength(1);
    expect(await accept(code)).toBeUndefined();
  });

  it('do not come from a code that is none, has expired or was revoked, nor after its key has ended', async () => {
    expect(await accept(secret())).toBeUndefined();
    const [expired, revoked, orphaned] = [
      await invite('viewer'),
      await invite('viewer'),
      await invite('viewer'),
    ];
    await registry.database.query(
      'update registry.invitations set expires_at = created_at where code_digest = $1',
      [digestOf(expired ?? '')],
    );
    expect(await accept(expired ?? '')).toBeUndefined();
    const found = await registry.people.findInvitation(digestOf(revoked ?? ''));
    expect(found).toMatchObject({ ownerName: 'o1', invitedBy: null, name: 'Bob', role: 'viewer' });
    const { invitationId = '' } = found ?? {};
    expect(await registry.people.revokeInvitation(invitationId, occasion(undefined, 'o2'))).toBeUndefined();
    expect(await registry.people.revokeInvitation(invitationId, occasion())).toMatchObject({ name: 'Bob' });
    expect(await registry.people.revokeInvitation(invitationId, occasion())).toBeUndefined();
    expect(await accept(revoked ?? '')).toBeUndefined();
    await withOwnerKeys(registry.database.url, (keys) => keys.rotate('o1'));
    expect(await registry.people.invitations('o1')).toEqual([]);
    expect(await registry.people.findInvitation(digestOf(orphaned ?? ''))).toBeUndefined();
    expect(await accept(orphaned ?? '')).toBeUndefined();
    expect(await registry.people.list('o1')).toEqual([]);
  });

  it('are invited with a live key of an owner who asks, and with no other', async () => {
    const [ada, bob] = [await joined('owner'), await joined('approver')];
    expect(await invite('viewer', { key: ada, asking: ada })).toBeDefined();
    const wrong = { ...founders, secret: 'x'.repeat(43) };
    for (const refused of [
      { key: wrong },
      { key: others },
      { key: bob, asking: bob },
      { key: founders, asking: bob },
      { key: ada },
    ])
      expect(await invite('viewer', refused)).toBeUndefined();
  });

  it('get a role that may do more with a key only, and less without', async () => {
    const bob = await joined('approver');
    const { personId } = bob;
    const people = registry.people;
    for (const key of [undefined, bob, others, { ...founders, secret: 'x'.repeat(43) }])
      expect(await people.change(personId, { role: 'owner', key }, undefined, occasion())).toBe('key_wanted');
    const change = { role: 'owner', name: 'Bobby', key: founders } as const;
    expect(await people.change(personId, change, undefined, occasion())).toMatchObject({
      name: 'Bobby',
      role: 'owner',
    });
    expect((await holderOf(bob))?.person).toMatchObject({ name: 'Bobby', role: 'owner' });
    expect(await people.change(personId, { role: 'viewer' }, undefined, occasion())).toMatchObject({
      role: 'viewer',
    });
    expect(
      await people.change(personId, { role: 'viewer' }, undefined, occasion(undefined, 'o2')),
    ).toBeUndefined();
  });

  it('lose their keys, consoles and invitations when they are removed, and nobody else does', async () => {
    const [ada, bob] = [await joined('owner'), await joined('owner')];
    const code = (await invite('owner', { key: bob, asking: bob })) ?? '';
    expect(await registry.people.remove(bob.personId, occasion(undefined, 'o2'))).toBeUndefined();
    await registry.people.remove(bob.personId, occasion());
    expect(await holderOf(bob)).toBeUndefined();
    expect(await accept(code)).toBeUndefined();
    const consoles = await registry.consoles.list('o1', undefined, NOON);
    expect(consoles.map(({ openedBy }) => openedBy.id)).toEqual([ada.keyId]);
    expect((await holderOf(ada))?.ownerId).toBe('o1');
    expect((await holderOf(founders))?.person).toBeNull();
    expect(await registry.people.remove(bob.personId, occasion())).toBeUndefined();
    expect(await registry.people.change(bob.personId, { name: 'x' }, undefined, occasion())).toBeUndefined();
  });

  it('who are removed do not come back by a key that was made in that moment', async () => {
    const bob = await joined('owner');
    await registry.people.remove(bob.personId, occasion());
    await registry.database.query(
      `insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at, person_id)
       values ('late', 'o1', $1, now(), $2)`,
      [digestOf('late'), bob.personId],
    );
    expect(await registry.owners.authenticate('late', digestOf('late'))).toBeUndefined();
    const session = { sessionDigest: digestOf(secret()), now: NOON, expiresAt: secondsAfter(60) };
    expect(await registry.consoles.openByKey(session, 'late')).toBeUndefined();
  });

  it('make and end keys of their own; the founder’s are the founder’s', async () => {
    const keys = new OwnKeys(registry.pool);
    const bob = await joined('owner');
    const made = await keys.make({ ownerId: 'o1', by: bob, person: bob, now: NOON });
    expect((await holderOf(made ?? bob))?.person?.personId).toBe(bob.personId);
    expect(await keys.make({ ownerId: 'o1', by: founders, person: bob, now: NOON })).toBeUndefined();
    expect(await keys.make({ ownerId: 'o1', by: bob, now: NOON })).toBeUndefined();
    expect(await keys.revoke(founders.keyId, bob, occasion(bob))).toBe('founders');
    expect(await keys.revoke(founders.keyId, undefined, occasion())).toBe('last');
    expect(await keys.revoke(made?.keyId ?? '', bob, occasion(bob))).toMatchObject({ isLive: false });
    expect(await keys.revoke(bob.keyId, bob, occasion(bob))).toBe('last');
    const eve = await joined('viewer');
    expect(await keys.revoke(bob.keyId, eve, occasion(eve))).toBeUndefined();
    expect((await keys.list('o1', eve)).map(({ keyId }) => keyId)).toEqual([eve.keyId]);
    expect((await keys.list('o1', bob)).length).toBe(4);
    expect(await keys.revoke(bob.keyId, undefined, occasion())).toMatchObject({ isLive: false });
  });

  it('are not signed in by the operator’s link, and keep their keys when the operator makes others', async () => {
    const bob = await joined('viewer');
    const code = digestOf(secret());
    await registry.consoles.addSignInCode(code, NOON, secondsAfter(60), 'o1');
    const session = { sessionDigest: digestOf(secret()), now: NOON, expiresAt: secondsAfter(60) };
    expect(await registry.consoles.openByCode(session, code)).toMatchObject({
      openedBy: { kind: 'key', id: founders.keyId },
      person: null,
    });
    await withOwnerKeys(registry.database.url, (keys) => keys.rotate('o1'));
    expect((await holderOf(bob))?.person?.personId).toBe(bob.personId);
    const next = await withOwnerKeys(registry.database.url, (keys) => keys.rotate(bob.keyId));
    const parts = next.ok ? parseOwnerKey(next.value.key) : founders;
    expect((await holderOf(parts))?.person?.personId).toBe(bob.personId);
  });

  it.each([
    ['owner_keys', 'revoked_at'],
    ['people', 'removed_at'],
    ['invitations', 'revoked_at'],
    ['invitations', 'accepted_at'],
  ])('have it that what has ended in %s (%s) does not come back', async (table, end) => {
    await joined('viewer');
    const set = (value: string): Promise<unknown> =>
      registry.database.query(`update registry.${table} set ${end} = ${value}`);
    await set('now()').catch(() => undefined);
    await expect(set('null')).rejects.toThrow('does not come back');
    await expect(set(`now() + interval '1 day'`)).rejects.toThrow('does not come back');
  });
});
