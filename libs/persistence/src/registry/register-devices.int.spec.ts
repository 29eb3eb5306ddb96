import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { decideWith, kinds, secondsAfter, verifiedDevice } from './example-registrations.spec.js';
import { type OpenRegistry, openRegistry } from './open-registry.spec.js';
import { RegistrationsFailed } from './registration-errors.js';

const WRITTEN_TABLES = [
  'owners',
  'mesh_nodes',
  'issued_tokens',
  'device_sessions',
  'registrations',
  'registration_events',
];
const EMPTY = {
  mesh_nodes: 0,
  issued_tokens: 0,
  device_sessions: 0,
  registrations: 0,
  registration_events: 0,
  devices: 0,
};

describe('registering devices', () => {
  let registry: OpenRegistry;
  const outcomeOf = (pairingId: string): ReturnType<OpenRegistry['database']['query']> =>
    registry.database.query('select kind, session_id from registry.registrations where pairing_id = $1', [
      pairingId,
    ]);

  beforeAll(async () => {
    registry = await openRegistry();
  });
  beforeEach(() => registry.reset('owner', 'other'));
  afterAll(() => registry.close());

  it('writes node, token, session, outcome and event together', async () => {
    const [outcome] = await registry.registrations.register(
      [verifiedDevice({ pairingId: 'a' })],
      decideWith(),
    );
    expect(outcome?.decision.kind).toBe('RegisterNew');
    expect(await registry.nodes.find('owner', 'node-a')).toMatchObject(outcome?.registered?.node ?? {});
    expect(await registry.credentials.findSession('session-a', secondsAfter(1))).toMatchObject({
      nodeId: 'node-a',
    });
    expect(await registry.credentials.findPeerToken('token-a', secondsAfter(1))).toMatchObject({
      ownerId: 'owner',
    });
    expect(await outcomeOf('a')).toEqual([{ kind: 'RegisterNew', session_id: 'session-a' }]);
    const [row] = await registry.database.query('select type, sequence from registry.registration_events');
    expect(row).toEqual({ type: 'DeviceRegistered', sequence: 5 });
  });

  it.each(WRITTEN_TABLES)('writes nothing at all when %s cannot be written', async (table) => {
    await registry.database.query(`
      create or replace function registry.refuse() returns trigger language plpgsql
      as $$ begin raise exception 'refused by the test'; end $$`);
    await registry.database.query(`create trigger refuse before insert or update on registry.${table}
      for each row execute function registry.refuse()`);
    try {
      const registering = registry.registrations.register([verifiedDevice({ pairingId: 'a' })], decideWith());
      await expect(registering).rejects.toMatchObject({ cause: { message: 'refused by the test' } });
    } finally {
      await registry.database.query(`drop trigger refuse on registry.${table}`);
    }
    expect(await registry.counts()).toEqual(EMPTY);
  });

  it('makes one node of a pairing that is delivered three times, together and again', async () => {
    const request = verifiedDevice({ pairingId: 'a' });
    const answers = await Promise.all([
      registry.registrations.register([request, request], decideWith()),
      registry.registrations.register([request], decideWith()),
    ]);
    expect(answers.flat()).toHaveLength(1);
    expect(await registry.registrations.register([request], decideWith())).toEqual([]);
    expect(await registry.counts()).toMatchObject({
      mesh_nodes: 1,
      issued_tokens: 1,
      registration_events: 1,
    });
  });

  it('lets five of twenty parallel devices in at a limit of five, and records the others', async () => {
    const requests = Array.from({ length: 20 }, (_, index) => verifiedDevice({ pairingId: `p${index}` }));
    const decide = decideWith({ deviceLimit: 5 });
    const answers = await Promise.all([
      registry.registrations.register(requests.slice(0, 7), decide),
      ...requests.slice(7).map((request) => registry.registrations.register([request], decide)),
    ]);
    const all = kinds(answers.flat());
    expect(all.filter((kind) => kind === 'RegisterNew')).toHaveLength(5);
    expect(all.filter((kind) => kind === 'DeviceLimitReached')).toHaveLength(15);
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 5, registration_events: 20, devices: 5 });
  });

  it.each(['side by side', 'in one batch'])('lets one of two devices at one address in, %s', async (how) => {
    const pair = ['a', 'b'].map((pairingId) => verifiedDevice({ pairingId, ip: '10.0.0.9' }));
    const batches = how === 'in one batch' ? [pair] : pair.map((request) => [request]);
    const answers = await Promise.all(
      batches.map((batch) => registry.registrations.register(batch, decideWith())),
    );
    expect(kinds(answers.flat()).sort()).toEqual(['IpConflict', 'RegisterNew']);
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 1, devices: 1 });
  });

  it('keeps the id of a node that pairs again, and revokes its older session and token', async () => {
    await registry.registrations.register([verifiedDevice({ pairingId: 'a', nodeId: 'n' })], decideWith());
    const again = verifiedDevice({ pairingId: 'b', nodeId: 'n', ip: '10.0.0.2', at: secondsAfter(60) });
    expect(kinds(await registry.registrations.register([again], decideWith()))).toEqual(['UpdateExisting']);
    expect(await registry.nodes.find('owner', 'n')).toMatchObject({
      ip: '10.0.0.2',
      updatedAt: secondsAfter(60),
    });
    expect(await liveCredentials(registry, 'a', 'b')).toEqual([false, true]);
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 1, devices: 1 });
  });

  it('leaves only the last credentials alive when a node pairs twice in one batch', async () => {
    const [first, second] = ['a', 'b'].map((pairingId) => verifiedDevice({ pairingId, nodeId: 'n' }));
    const outcomes = await registry.registrations.register(
      [first, second].flatMap((one) => one ?? []),
      decideWith(),
    );
    expect(kinds(outcomes)).toEqual(['RegisterNew', 'UpdateExisting']);
    expect(await liveCredentials(registry, 'a', 'b')).toEqual([false, true]);
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 1, issued_tokens: 2, devices: 1 });
  });

  it('registers for one owner while another is locked', async () => {
    const holder = new pg.Client({ connectionString: registry.database.url });
    await holder.connect();
    await holder.query(`begin`);
    await holder.query(`select 1 from registry.owners where owner_id = 'owner' for update`);
    const held = registry.registrations.register([verifiedDevice({ pairingId: 'held' })], decideWith());
    const free = verifiedDevice({ pairingId: 'free', ownerId: 'other' });
    expect(kinds(await registry.registrations.register([free], decideWith()))).toEqual(['RegisterNew']);
    expect(await outcomeOf('held')).toEqual([]);
    await holder.query('rollback');
    await holder.end();
    expect(kinds(await held)).toEqual(['RegisterNew']);
  });

  it('names an unknown owner, and registers the others of the batch', async () => {
    const requests = [
      verifiedDevice({ pairingId: 'a', ownerId: 'nobody' }),
      verifiedDevice({ pairingId: 'b' }),
    ];
    const failure: unknown = await registry.registrations
      .register(requests, decideWith())
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RegistrationsFailed);
    const { failures, outcomes } = failure as RegistrationsFailed;
    expect(String(failures.get('a'))).toBe('UnknownOwner: Owner nobody does not exist');
    expect(kinds(outcomes)).toEqual(['RegisterNew']);
    expect(await registry.nodes.find('owner', 'node-b')).toBeDefined();
  });

  it('registers the others of an owner when one cannot be written', async () => {
    const spoiled = verifiedDevice({ pairingId: 'a' });
    const requests = [{ ...spoiled, data: { ...spoiled.data, device: { name: 'a\0', ip: '10.0.0.3' } } }];
    const failure: unknown = await registry.registrations
      .register([...requests, verifiedDevice({ pairingId: 'b' })], decideWith())
      .catch((error: unknown) => error);
    expect([...(failure as RegistrationsFailed).failures.keys()]).toEqual(['a']);
    expect(await registry.counts()).toMatchObject({ mesh_nodes: 1, registrations: 1, devices: 1 });
  });
});

const liveCredentials = (registry: OpenRegistry, ...pairingIds: string[]): Promise<boolean[]> =>
  Promise.all(
    pairingIds.map(async (id) => {
      const session = await registry.credentials.findSession(`session-${id}`, secondsAfter(90));
      const token = await registry.credentials.findPeerToken(`token-${id}`, secondsAfter(90));
      expect(session === undefined).toBe(token === undefined);
      return session !== undefined;
    }),
  );
