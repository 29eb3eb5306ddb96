import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { type MeshEvent, meshEvent } from '@meshpair/domain';
import { createTestDatabase, type TestDatabase, waitFor } from '@meshpair/testing';
import { createDataSource, poolOf } from '../data-source.js';
import { isOvertaken } from '../database-errors.js';
import { migrateAll } from '../migrate.js';
import { NOON, started } from '../pairing/example-pairings.spec.js';
import { PostgresPairingRepository } from '../pairing/postgres-pairing-repository.js';
import { recordMeshEvents } from '../registry/mesh-events.js';
import type { ChainUp, UnchainedEvent } from './audit-chain.js';
import { PostgresAuditChain } from './postgres-audit-chain.js';

const numbered = (index: number): string => index.toString(16).padStart(64, '0');

/** A chain whose hashes are the indices: what is chained, and in which order, is all that is asked here. */
const countUp: ChainUp = (events, heads) =>
  Promise.resolve(
    [...Map.groupBy(events, ({ ownerId }) => ownerId)].map(([ownerId, own]) => {
      const before = heads.get(ownerId) ?? { index: 0, hash: numbered(0) };
      return {
        ownerId,
        firstIndex: before.index + 1,
        previousHash: before.hash,
        positions: own.map(({ position }) => position),
        hashes: own.map((_, place) => numbered(before.index + 1 + place)).join(''),
        signedAt: NOON,
        signature: `of ${before.index + own.length}`,
      };
    }),
  );

const nameOf = (event: UnchainedEvent['event'] | null): string =>
  event === null
    ? 'gone'
    : 'pairingId' in event
      ? event.pairingId
      : (event.event.data as { name: string }).name;

describe('the hash chain', () => {
  let database: TestDatabase;
  let source: DataSource;
  let pool: Pool;
  let chain: PostgresAuditChain;
  let pairings: PostgresPairingRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await createDataSource(database.url, 'audit').initialize();
    pool = poolOf(source);
    chain = new PostgresAuditChain(pool);
    pairings = new PostgresPairingRepository(pool);
  });
  beforeEach(async () => {
    await database.query(
      'truncate pairing.pairing_states, pairing.pairing_events, pairing.pairing_outbox, pairing.live_pairings, registry.mesh_events, audit.segments',
    );
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  const renamed = (name: string, ownerId: string): MeshEvent =>
    meshEvent(
      'NodeRenamed',
      'node-1',
      { ownerId, actor: { kind: 'owner' }, now: NOON },
      { nodeId: 'node-1', name, previousName: 'before' },
    );
  const rename = (
    name: string,
    ownerId = 'owner',
    connection: Parameters<typeof recordMeshEvents>[0] = pool,
  ): Promise<void> => recordMeshEvents(connection, [renamed(name, ownerId)]);
  const namesOf = async (ownerId = 'owner', after = 0, limit = 99): Promise<readonly string[]> =>
    (await chain.read(ownerId, after, limit)).events.map(({ event }) => nameOf(event));

  /** Extends until all that is recorded by now is chained; the other test files' open transactions take their time. */
  async function chainAll(by = chain): Promise<void> {
    const { drawn } = await by.progress();
    await waitFor(
      async () => {
        await by.extend(countUp);
        return (await by.progress()).chainedTo >= drawn;
      },
      { message: 'all events in the chain' },
    );
  }

  it('has each event of both tables once, in the order of the trail, an owner at a time', async () => {
    await pairings.save([started({ id: 'a' })]);
    await rename('first');
    await chainAll();
    await rename('elsewhere', 'other');
    await pairings.save([started({ id: 'b' })]);
    await chainAll();
    await chainAll();
    expect(await namesOf()).toEqual(['a', 'first', 'b']);
    expect(await namesOf('other')).toEqual(['elsewhere']);
    const { start, events } = await chain.read('owner', 1, 99);
    expect(start).toEqual({ index: 1, hash: numbered(1) });
    expect(events.map(({ index, hash, signature }) => [index, hash, signature])).toEqual([
      [2, numbered(2), 'of 2'],
      [3, numbered(3), 'of 3'],
    ]);
  });

  it('is read in parts, within a run of events too', async () => {
    await recordMeshEvents(
      pool,
      ['a', 'b', 'c', 'd', 'e'].map((name) => renamed(name, 'owner')),
    );
    await chainAll();
    expect(await namesOf('owner', 0, 2)).toEqual(['a', 'b']);
    expect(await namesOf('owner', 2, 2)).toEqual(['c', 'd']);
    expect(await namesOf('owner', 4, 2)).toEqual(['e']);
    expect((await chain.read('owner', 2, 2)).start).toEqual({ index: 2, hash: numbered(2) });
    expect(await chain.read('owner', 5, 2)).toEqual({ start: undefined, events: [] });
    expect((await chain.read('owner', 0, 9)).events.map(({ signature }) => signature)).toEqual([
      null,
      null,
      null,
      null,
      'of 5',
    ]);
  });

  it('misses no event that commits late, though others after it are chained before', async () => {
    const late = await pool.connect();
    await late.query('begin');
    await rename('late', 'owner', late);
    await rename('swift', 'other');
    // However often it is extended meanwhile.
    for (let times = 0; times < 5; times += 1) await chain.extend(countUp);
    expect(await namesOf()).toEqual([]);
    await late.query('commit');
    late.release();
    await chainAll();
    expect([await namesOf(), await namesOf('other')]).toEqual([['late'], ['swift']]);
  });

  it('grows by one writer at a time, and gets each event once', async () => {
    const writers = Array.from({ length: 4 }, () => new PostgresAuditChain(pool));
    const names = Array.from({ length: 40 }, (_, index) => `event ${index}`);
    const extendAll = async (): Promise<void> => {
      const outcomes = await Promise.allSettled(writers.map((writer) => writer.extend(countUp)));
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(isOvertaken(outcome.reason)).toBe(true);
    };
    for (const name of names) await Promise.all([rename(name), extendAll()]);
    await chainAll();
    expect(await namesOf()).toEqual(names);
  });

  it('goes on where it was after the database is restored in another cluster', async () => {
    await rename('before');
    await chainAll();
    await rename('not chained yet');
    await database.query(`update pairing.audit_epochs set system_identifier = 'of another cluster'`);
    await database.query(
      `update registry.mesh_events
          set transaction_id = (transaction_id::text::bigint + 1000000000)::text::xid8`,
    );
    await database.query(`update audit.progress set next_transaction = '1000000000000'`);
    await migrateAll(database.url);
    await rename('after');
    await chainAll();
    expect(await namesOf()).toEqual(['before', 'not chained yet', 'after']);
  });

  it('is signed again at its heads only, and pruned but for them', async () => {
    await rename('old');
    await chainAll();
    await rename('new');
    await chainAll();
    const later = new Date(NOON.getTime() + 1);
    await chain.signAgain(later, ({ ownerId, index, hash }, at) =>
      Promise.resolve(`${ownerId} ${index} ${hash} ${at > later}`),
    );
    const signatures = async (): Promise<readonly unknown[]> =>
      (await database.query('select signature from audit.segments order by first_index')).map(
        (row) => row['signature'],
      );
    expect(await signatures()).toEqual(['of 1', `owner 2 ${numbered(2)} true`]);
    await chain.prune(new Date(Date.now() + 60_000));
    expect((await signatures()).length).toBe(1);
    expect(await namesOf()).toEqual(['new']);
    await rename('newer');
    await chainAll();
    expect((await chain.read('owner', 0, 9)).events.map(({ index }) => index)).toEqual([2, 3]);
  });

  it('keeps the place of an event that is gone', async () => {
    await recordMeshEvents(
      pool,
      ['a', 'b', 'c'].map((name) => renamed(name, 'owner')),
    );
    await chainAll();
    await database.query(`delete from registry.mesh_events where event -> 'data' ->> 'name' = 'b'`);
    expect(await namesOf()).toEqual(['a', 'gone', 'c']);
  });
});
