import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  digestOf,
  type PasskeyAssertion,
  type PasskeyAttestation,
  type PasskeyOptions,
  registryCommands,
} from '@meshpair/contracts';
import { createTestDatabase, SoftwareAuthenticator, type TestDatabase } from '@meshpair/testing';
import {
  codeOf,
  OWNER_ID,
  OWNER_KEY,
  type RegistryReplicas,
  startRegistries,
  valueOf,
} from '../../test/registry-replicas.js';

const ORIGIN = 'https://mesh.example';
const RP_ID = 'mesh.example';
const SECRET = 'GraceGraceGraceGraceGraceGraceGraceG';
const FOUNDER = { ownerId: OWNER_ID };
const GRACE = { ...FOUNDER, person: { personId: 'grace', name: 'Grace', role: 'approver' } } as const;
const SUBJECT = { pairingId: 'a-pairing' };

type Who = typeof FOUNDER | typeof GRACE;

describe('a touch', () => {
  let database: TestDatabase;
  let registry: RegistryReplicas;

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistries(2, database.url);
    await database.query(
      `insert into registry.people (person_id, owner_id, name, role, created_at)
       values ('grace', $1, 'Grace', 'approver', now())`,
      [OWNER_ID],
    );
    await database.query(
      `insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at, person_id)
       values ('grace', $1, $2, now(), 'grace')`,
      [OWNER_ID, digestOf(SECRET)],
    );
  });

  afterAll(async () => {
    await registry?.stop();
    await database?.drop();
  });

  const added = async (who: Who, key: string): Promise<SoftwareAuthenticator> => {
    const authenticator = new SoftwareAuthenticator(ORIGIN);
    const asked = { ...who, key, rpId: RP_ID, ownerName: 'Ada', meshName: 'Attic' };
    const options = valueOf(await registry.bus.send(registryCommands.offerPasskey, asked));
    const attestation = authenticator.attest(options) as PasskeyAttestation;
    const made = { name: 'Phone', challenge: options.challenge, origin: ORIGIN, attestation };
    valueOf(await registry.bus.send(registryCommands.addPasskey, { ...who, ...made }));
    return authenticator;
  };
  const asked = async (who: Who): Promise<PasskeyOptions> =>
    valueOf(await registry.bus.send(registryCommands.askForTouch, { ...who, rpId: RP_ID, subject: SUBJECT }));
  const taken = async (
    who: Who,
    authenticator: SoftwareAuthenticator,
    options: PasskeyOptions,
  ): Promise<string> => {
    const assertion = authenticator.assert(options) as PasskeyAssertion;
    const answer = { assertion, challenge: options.challenge, origin: ORIGIN };
    return codeOf(await registry.bus.send(registryCommands.takeTouch, { ...who, subject: SUBJECT, answer }));
  };

  it('counts of a passkey of who asked, for who asked, and once', async () => {
    const founders = await added(FOUNDER, OWNER_KEY);
    const graces = await added(GRACE, `mpo_grace_${SECRET}`);
    expect(await taken(GRACE, founders, await asked(GRACE))).toBe('passkey_required');
    expect(await taken(FOUNDER, graces, await asked(FOUNDER))).toBe('passkey_required');
    expect(await taken(GRACE, graces, await asked(FOUNDER))).toBe('passkey_required');
    const options = await asked(GRACE);
    expect(await taken(GRACE, graces, options)).toBe('ok');
    expect(await taken(GRACE, graces, options)).toBe('passkey_required');
  });

  it('is wanted for another passkey while the rule stands, and not for a person’s first', async () => {
    await database.query('delete from registry.passkeys where person_id is not null');
    const founders = await added(FOUNDER, OWNER_KEY);
    const rule = { ...FOUNDER, rpId: RP_ID, subject: { rule: 'console' as const } };
    const options = valueOf(await registry.bus.send(registryCommands.askForTouch, rule));
    const assertion = founders.assert(options) as PasskeyAssertion;
    const answer = { assertion, challenge: options.challenge, origin: ORIGIN };
    valueOf(await registry.bus.send(registryCommands.setTouchRule, { ...FOUNDER, rule: 'console', answer }));
    await added(GRACE, `mpo_grace_${SECRET}`);
    await expect(added(GRACE, `mpo_grace_${SECRET}`)).rejects.toThrow('passkey_required');
    await expect(added(FOUNDER, OWNER_KEY)).rejects.toThrow('passkey_required');
  });
});
