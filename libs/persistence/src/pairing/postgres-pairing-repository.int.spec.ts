import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg, { type Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase, waitFor } from '@meshpair/testing';
import { createDataSource, poolOf } from '../data-source.js';
import type { RecordedEvent } from '../pairing-repository.js';
import { PostgresOutboxStore } from '../postgres-outbox-store.js';
import { connected, NOON, pairingEvent, secondsAfter, started } from './example-pairings.spec.js';
import { promisesOfAPairingRepository } from './pairing-repository.contract.spec.js';
import { PostgresPairingRepository } from './postgres-pairing-repository.js';

describe('PostgresPairingRepository', () => {
  let database: TestDatabase;
  let source: DataSource;
  let repository: PostgresPairingRepository;
  let outbox: PostgresOutboxStore;

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await createDataSource(database.url, 'pairing').initialize();
    repository = new PostgresPairingRepository(poolOf(source));
    outbox = new PostgresOutboxStore(poolOf(source), database.url, 'pairing.pairing_events');
  });

  beforeEach(() =>
    database.query(
      'truncate pairing.pairing_states, pairing.live_pairings, pairing.pairing_events, pairing.pairing_outbox',
    ),
  );

  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  // Another test file's open transaction holds the trail back; the template's cluster is shared.
  promisesOfAPairingRepository(async () => ({ repository: new SettledAudit(poolOf(source)), outbox }));

  it('never skips an event whose transaction commits late', async () => {
    const late = new pg.Client({ connectionString: database.url });
    await late.connect();
    await late.query('begin');
    await late.query(`insert into pairing.pairing_events (pairing_id, owner_id, sequence, type, occurred_at, event)
      values ('late', 'owner', 1, 'PairingFailed', now(),
        '{"pairingId":"late","sequence":1,"type":"PairingFailed","occurredAt":"2026-03-01T12:00:00.000Z"}')`);
    await repository.save([started({ id: 'swift' })]);
    expect(await repository.readAudit({ ownerId: 'owner' }, undefined, 9)).toMatchObject({ events: [] });
    await late.query('commit');
    await late.end();
    const trail = await settledAudit(repository, 2);
    expect(trail.map((row) => pairingEvent(row).pairingId)).toEqual(['late', 'swift']);
    const rest = await repository.readAudit({ ownerId: 'owner' }, trail[0]?.position, 9);
    expect(rest).toMatchObject({ events: [trail[1]] });
  });

  it('saves crosswise batches of two writers without a deadlock, each pairing once', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
    await repository.save(ids.map((id) => started({ id })));
    const changes = ids.map((id) => connected(started({ id }).state, 1));
    const outcomes = await Promise.all([repository.save(changes), repository.save([...changes].reverse())]);
    expect(outcomes.flat().filter((outcome) => outcome === 'saved')).toHaveLength(20);
    const [row] = await database.query(`select count(*)::int from pairing.pairing_events where sequence > 1`);
    expect(row).toEqual({ count: 40 });
  });

  it('keeps the limit of open pairings when many writers start at once', async () => {
    const limit = { most: 10, now: NOON, startedAfter: secondsAfter(-600) };
    const saves = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        repository.saveNew([started({ id: `p${index}` }), started({ id: `q${index}` })], limit),
      ),
    );
    expect(saves.flat().filter((outcome) => outcome === 'saved')).toHaveLength(10);
    const [row] = await database.query(`select count(*)::int from pairing.pairing_states`);
    expect(row).toEqual({ count: 10 });
  });

  it('waits for a start of the same owner that is not committed yet, and counts it', async () => {
    const limit = { most: 1, now: NOON, startedAfter: secondsAfter(-600) };
    const [first, other] = [started({ id: 'first' }), started({ id: 'other', ownerId: 'other' })];
    const early = await poolOf(source).connect();
    await early.query('begin');
    const onEarly = new PostgresPairingRepository(early as unknown as Pool);
    expect(await onEarly.saveNew([first], limit)).toEqual(['saved']);

    const late = repository.saveNew([started({ id: 'late' })], limit);
    expect(await repository.saveNew([other], limit)).toEqual(['saved']);
    await waitFor(
      async () =>
        (await database.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`)).length >
        0,
      { message: 'the late start waits for the early one' },
    );
    await early.query('commit');
    early.release();
    expect(await late).toEqual([{ fullUntil: secondsAfter(300) }]);
  });

  it('knows which pairings have not ended, whatever writes or deletes them', async () => {
    const live = async (): Promise<readonly unknown[]> =>
      (await database.query('select pairing_id from pairing.live_pairings order by 1')).map(
        (row) => row['pairing_id'],
      );
    await repository.save(['a', 'b', 'c', 'd'].map((id) => started({ id })));
    await repository.save([connected(started({ id: 'a' }).state, 1)]);
    expect(await live()).toEqual(['a', 'b', 'c', 'd']);
    await database.query(`update pairing.pairing_states set kind = 'PinVerified' where pairing_id = 'b'`);
    await database.query(`update pairing.pairing_states set kind = 'Failed' where pairing_id = 'c'`);
    await database.query(`delete from pairing.pairing_states where pairing_id = 'd'`);
    expect(await live()).toEqual(['a', 'b']);
    const limit = { most: 1, now: NOON, startedAfter: secondsAfter(-600) };
    expect(await repository.saveNew([started({ id: 'e' })], limit)).toEqual([
      { fullUntil: secondsAfter(300) },
    ]);
    await database.query(
      `update pairing.pairing_states set kind = 'DeviceRegistered' where pairing_id = 'b'`,
    );
    expect(await live()).toEqual(['a']);
  });

  it('writes each next state beside the one before, without touching an index', async () => {
    // Of its own: a connection tells what it has done a second later, and others have done other things.
    const own = await createTestDatabase();
    const ownSource = await createDataSource(own.url, 'pairing').initialize();
    const ownRepository = new PostgresPairingRepository(poolOf(ownSource));
    await ownRepository.save([started({ id: 'a' })]);
    await ownRepository.save([connected(started({ id: 'a' }).state, 1)]);
    await ownSource.destroy();
    const updates = await waitFor(async () => {
      const [row] = await own.query(
        `select n_tup_upd::int as all, n_tup_hot_upd::int as hot from pg_stat_user_tables
          where relid = 'pairing.pairing_states'::regclass`,
      );
      return row?.['all'] !== 0 && row;
    });
    expect(updates).toEqual({ all: 1, hot: 1 });
    await own.drop();
  });

  it('writes no state when the events cannot be written', async () => {
    const broken = started({ id: 'a' });
    const events = broken.events.map((event) => ({ ...event, sequence: 0 }));
    await expect(repository.save([{ ...broken, events }])).rejects.toThrow(/sequence/);
    expect((await repository.load([{ pairingId: 'a' }])).pairings).toEqual([undefined]);
  });
});

/** Reads the trail when what was committed is to be seen in it. */
class SettledAudit extends PostgresPairingRepository {
  override async readAudit(
    ...[filter, after, limit]: Parameters<PostgresPairingRepository['readAudit']>
  ): ReturnType<PostgresPairingRepository['readAudit']> {
    if (after === undefined) await settledAudit(this, 4, filter.ownerId);
    return super.readAudit(filter, after, limit);
  }
}

async function settledAudit(
  repository: PostgresPairingRepository,
  count: number,
  ownerId = 'owner',
): Promise<readonly RecordedEvent[]> {
  return waitFor(
    async () => {
      const trail = await PostgresPairingRepository.prototype.readAudit.call(
        repository,
        { ownerId },
        undefined,
        9,
      );
      return trail !== 'other history' && trail.events.length >= count && trail.events;
    },
    { message: `${count} events in the trail` },
  );
}
