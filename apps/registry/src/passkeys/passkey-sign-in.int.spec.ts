import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ConsoleSession,
  digestOf,
  type PasskeyAssertion,
  type PasskeyAttestation,
  type PasskeyOptions,
  type PasskeyView,
  registryCommands,
  type Reply,
} from '@meshpair/contracts';
import {
  createTestDatabase,
  type Misbehaviour,
  SoftwareAuthenticator,
  type TestDatabase,
} from '@meshpair/testing';
import {
  codeOf,
  MESH_SECRET,
  OWNER_ID,
  OWNER_KEY,
  type RegistryReplicas,
  startRegistries,
  valueOf,
} from '../../test/registry-replicas.js';
import { CHALLENGE_MS, Challenges } from './challenges.js';

const ORIGIN = 'https://mesh.example:8443';
const RP_ID = 'mesh.example';
const OTHERS_SECRET = 'OthersOthersOthersOthersOthersOthers';
const OTHERS_KEY = `mpo_other_${OTHERS_SECRET}`;

describe('a passkey', () => {
  let database: TestDatabase;
  let registry: RegistryReplicas;

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistries(2, database.url);
    await database.query(
      `insert into registry.owners (owner_id, name, created_at) values ('other', 'Bob', now())`,
    );
    await database.query(
      `insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at)
       values ('other', 'other', $1, now())`,
      [digestOf(OTHERS_SECRET)],
    );
  });

  afterAll(async () => {
    await registry.stop();
    await database.drop();
  });

  const offer = (key = OWNER_KEY, ownerId = OWNER_ID): Promise<Reply<PasskeyOptions>> => {
    const names = { ownerName: 'Ada', meshName: 'Attic' };
    return registry.bus.send(registryCommands.offerPasskey, { ownerId, key, rpId: RP_ID, ...names });
  };
  const add = (
    authenticator: SoftwareAuthenticator,
    options: PasskeyOptions,
    wrong: Misbehaviour & { readonly ownerId?: string } = {},
  ): Promise<Reply<PasskeyView>> =>
    registry.bus.send(registryCommands.addPasskey, {
      ownerId: wrong.ownerId ?? OWNER_ID,
      name: 'Phone',
      challenge: options.challenge,
      origin: ORIGIN,
      attestation: authenticator.attest(options, wrong) as PasskeyAttestation,
    });
  const added = async (): Promise<{ authenticator: SoftwareAuthenticator; passkey: PasskeyView }> => {
    const authenticator = new SoftwareAuthenticator(ORIGIN);
    return { authenticator, passkey: valueOf(await add(authenticator, valueOf(await offer()))) };
  };
  const ask = async (): Promise<PasskeyOptions> =>
    valueOf(await registry.bus.send(registryCommands.askForPasskey, { rpId: RP_ID }));
  const open = (
    assertion: Record<string, unknown>,
    challenge: string,
    sessionDigest = digestOf(randomBytes(32).toString('hex')),
  ): Promise<Reply<ConsoleSession>> => {
    const passkey = { assertion: assertion as PasskeyAssertion, challenge, origin: ORIGIN };
    return registry.bus.send(registryCommands.openConsoleSession, { sessionDigest, credential: { passkey } });
  };
  const signIn = async (authenticator: SoftwareAuthenticator, wrong: Misbehaviour = {}): Promise<string> => {
    const options = await ask();
    return codeOf(await open(authenticator.assert(options, wrong), options.challenge));
  };

  it('signs its owner in, at every replica, and is listed without its key', async () => {
    const { authenticator, passkey } = await added();
    const options = await ask();
    const opened = valueOf(await open(authenticator.assert(options), options.challenge));
    expect(opened.owner).toEqual({ ownerId: OWNER_ID, name: 'Ada' });
    for (let time = 0; time < 4; time += 1) expect(await signIn(authenticator)).toBe('ok');
    const { items } = valueOf(await registry.bus.send(registryCommands.listPasskeys, { ownerId: OWNER_ID }));
    expect(items).toContainEqual({ ...passkey, lastUsedAt: expect.any(String) });
    expect(passkey).toMatchObject({ name: 'Phone', rpId: RP_ID, isBackedUp: false, lastUsedAt: null });
  });

  it('is a person’s own: made with its key, and gone with it', async () => {
    const secret = 'GraceGraceGraceGraceGraceGraceGraceG';
    const person = { personId: 'grace', name: 'Grace', role: 'approver' } as const;
    await database.query(
      `insert into registry.people (person_id, owner_id, name, role, created_at)
       values ('grace', $1, 'Grace', 'approver', now())`,
      [OWNER_ID],
    );
    await database.query(
      `insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at, person_id)
       values ('grace', $1, $2, now(), 'grace')`,
      [OWNER_ID, digestOf(secret)],
    );
    const key = `mpo_grace_${secret}`;
    const by = { ownerId: OWNER_ID, person };
    const asked = { rpId: RP_ID, ownerName: 'Grace', meshName: 'Attic' };
    const offered = (request: { ownerId: string; person?: typeof person; key: string }) =>
      registry.bus.send(registryCommands.offerPasskey, { ...asked, ...request });
    expect(codeOf(await offered({ ...by, key: OWNER_KEY }))).toBe('invalid_request');
    expect(codeOf(await offered({ ownerId: OWNER_ID, key }))).toBe('invalid_request');
    const options = valueOf(await offered({ ...by, key }));
    const authenticator = new SoftwareAuthenticator(ORIGIN);
    const passkey = valueOf(
      await registry.bus.send(registryCommands.addPasskey, {
        ...by,
        name: 'Laptop',
        challenge: options.challenge,
        origin: ORIGIN,
        attestation: authenticator.attest(options) as PasskeyAttestation,
      }),
    );
    const listed = async (who: object): Promise<readonly PasskeyView[]> =>
      valueOf(await registry.bus.send(registryCommands.listPasskeys, { ownerId: OWNER_ID, ...who })).items;
    expect(await listed({ person })).toMatchObject([{ passkeyId: passkey.passkeyId }]);
    expect(await listed({})).not.toContainEqual(expect.objectContaining({ passkeyId: passkey.passkeyId }));

    const question = await ask();
    const sessionDigest = digestOf(randomBytes(32).toString('hex'));
    const opened = valueOf(await open(authenticator.assert(question), question.challenge, sessionDigest));
    expect(opened).toMatchObject({ person, openedBy: { kind: 'passkey', name: 'Laptop' } });
    const remove = { ownerId: OWNER_ID, passkeyId: passkey.passkeyId };
    expect(codeOf(await registry.bus.send(registryCommands.removePasskey, remove))).toBe('not_found');

    const gone = { ownerId: OWNER_ID, personId: 'grace' };
    valueOf(await registry.bus.send(registryCommands.removePerson, gone));
    expect(codeOf(await registry.bus.send(registryCommands.authenticateConsole, { sessionDigest }))).toBe(
      'unauthorized',
    );
    expect(await signIn(authenticator)).toBe('unauthorized');
  });

  it('is added for a live key of its owner only, for a challenge that its owner got, and for that once', async () => {
    for (const refused of [offer(`${OWNER_KEY}0`), offer(OTHERS_KEY), offer(OWNER_KEY, 'nobody')])
      expect(codeOf(await refused)).toBe('invalid_request');
    const options = valueOf(await offer());
    const one = new SoftwareAuthenticator(ORIGIN);
    expect(codeOf(await add(one, options, { ownerId: 'other' }))).toBe('invalid_request');
    const both = await Promise.all([add(one, options), add(new SoftwareAuthenticator(ORIGIN), options)]);
    expect(both.map(codeOf).toSorted()).toEqual(['invalid_request', 'ok']);
    const made = { challenge: new Challenges(MESH_SECRET).make('sign-in', new Date()) };
    expect(codeOf(await add(one, { ...options, ...made }))).toBe('invalid_request');
    const late = valueOf(await offer());
    await database.query(`update registry.credential_permits set expires_at = now()`);
    expect(codeOf(await add(new SoftwareAuthenticator(ORIGIN), late))).toBe('invalid_request');
  });

  const WRONG: readonly (readonly [string, Misbehaviour])[] = [
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of another port', { origin: 'https://mesh.example' }],
    ['another host’s passkey', { rpId: 'evil.example' }],
    ['an authenticator that knows nobody', { isUserVerified: false }],
    ['another challenge', { challenge: 'A'.repeat(43) }],
  ];

  it.each(WRONG)('is not added by %s, nor signs in', async (_what, wrong) => {
    const options = valueOf(await offer());
    expect(codeOf(await add(new SoftwareAuthenticator(ORIGIN), options, wrong))).toBe('invalid_request');
    const { authenticator } = await added();
    expect(await signIn(authenticator, wrong)).toBe('unauthorized');
    expect(await signIn(authenticator)).toBe('ok');
  });

  it('signs in once for a challenge, of twenty tries at the same time, and in time', async () => {
    const { authenticator } = await added();
    const options = await ask();
    const assertion = authenticator.assert(options, { count: 7 });
    const tries = Array.from({ length: 20 }, () => open(assertion, options.challenge));
    expect((await Promise.all(tries)).map(codeOf).filter((code) => code === 'ok')).toHaveLength(1);
    // Without a count only the challenge tells the second time from the first.
    const { authenticator: uncounted } = await added();
    const again = await ask();
    const same = uncounted.assert(again, { count: 0 });
    expect(codeOf(await open(same, again.challenge))).toBe('ok');
    expect(codeOf(await open(same, again.challenge))).toBe('unauthorized');
    const old = new Challenges(MESH_SECRET).make('sign-in', new Date(Date.now() - CHALLENGE_MS - 1_000));
    expect(codeOf(await open(uncounted.assert({ ...again, challenge: old }), old))).toBe('unauthorized');
    const own = randomBytes(32).toString('base64url');
    expect(codeOf(await open(uncounted.assert({ ...again, challenge: own }), own))).toBe('unauthorized');
  });

  it('does not sign in for another owner, nor by another’s key', async () => {
    const { authenticator } = await added();
    const userHandle = Buffer.from('other').toString('base64url');
    expect(await signIn(authenticator, { userHandle })).toBe('unauthorized');
    const options = await ask();
    const own = { userHandle: Buffer.from(OWNER_ID).toString('base64url') };
    const { credentialId: id } = authenticator;
    const forged = { ...new SoftwareAuthenticator(ORIGIN).assert(options, own), id, rawId: id };
    expect(codeOf(await open(forged, options.challenge))).toBe('unauthorized');
  });

  it('is refused when its count goes back, and its owner is told', async () => {
    const { authenticator, passkey } = await added();
    expect(await signIn(authenticator, { count: 5 })).toBe('ok');
    for (const count of [5, 4, 0]) expect(await signIn(authenticator, { count })).toBe('unauthorized');
    const told = await database.query(
      `select event from registry.mesh_events where type = 'PasskeyRefused' and event ->> 'subject' = $1`,
      [passkey.passkeyId],
    );
    expect(told).toHaveLength(3);
    expect(await signIn(authenticator, { count: 6 })).toBe('ok');
  });

  it('takes the consoles along that it opened, and leaves those of the key', async () => {
    const { authenticator, passkey } = await added();
    const sessionDigest = digestOf(randomBytes(32).toString('hex'));
    const byKey = digestOf(randomBytes(32).toString('hex'));
    const options = await ask();
    valueOf(await open(authenticator.assert(options), options.challenge, sessionDigest));
    const credential = { key: OWNER_KEY };
    const opening = { sessionDigest: byKey, credential };
    valueOf(await registry.bus.send(registryCommands.openConsoleSession, opening));
    const authenticate = async (digest: string): Promise<string> =>
      codeOf(await registry.bus.send(registryCommands.authenticateConsole, { sessionDigest: digest }));
    expect(await authenticate(sessionDigest)).toBe('ok');
    const removal = { passkeyId: passkey.passkeyId };
    const remove = (ownerId: string): Promise<Reply<unknown>> =>
      registry.bus.send(registryCommands.removePasskey, { ...removal, ownerId });
    expect(codeOf(await remove('other'))).toBe('not_found');
    expect(codeOf(await remove(OWNER_ID))).toBe('ok');
    expect(codeOf(await remove(OWNER_ID))).toBe('not_found');
    expect([await authenticate(sessionDigest), await authenticate(byKey)]).toEqual(['unauthorized', 'ok']);
    expect(await signIn(authenticator)).toBe('unauthorized');
  });
});
