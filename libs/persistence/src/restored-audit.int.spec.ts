import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase, waitFor } from '@meshpair/testing';
import { createDataSource, poolOf } from './data-source.js';
import { migrateAll } from './migrate.js';
import { started } from './pairing/example-pairings.spec.js';
import { PostgresPairingRepository } from './pairing/postgres-pairing-repository.js';
import type { RecordedEvent } from './pairing-repository.js';

const OWNER = { ownerId: 'owner' };

describe('the audit trail of a restored database', () => {
  let database: TestDatabase;
  let source: DataSource;
  let repository: PostgresPairingRepository;
  let before: readonly RecordedEvent[];

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await createDataSource(database.url, 'pairing').initialize();
    repository = new PostgresPairingRepository(poolOf(source));
    await repository.save([started({ id: 'a' })]);
    await repository.save([started({ id: 'b' })]);
    before = await settled(2);
  });

  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  const events = async (after?: string): Promise<readonly RecordedEvent[]> => {
    const trail = await repository.readAudit(OWNER, after, 9);
    if (trail === 'other history') throw new Error('the cursor was refused');
    return trail.events;
  };

  /** The trail, when the other test files' open transactions let so much of it be seen. */
  const settled = (count: number): Promise<readonly RecordedEvent[]> =>
    waitFor(
      async () => {
        const seen = await events();
        return seen.length >= count && seen;
      },
      { message: `${count} events in the trail` },
    );

  const idsOf = (trail: readonly RecordedEvent[]): readonly string[] =>
    trail.map(({ event }) => ('pairingId' in event ? event.pairingId : event.event.type));

  /** As a dump leaves it: the other cluster's identifier, and transaction ids that this one has not reached. */
  async function restoreDump(): Promise<void> {
    await database.query(`update pairing.audit_epochs set system_identifier = 'of another cluster'`);
    await database.query(
      `update pairing.pairing_events
          set transaction_id = (transaction_id::text::bigint + 1000000000)::text::xid8`,
    );
  }

  it('stays as it is, and its cursors too, when the database is prepared again', async () => {
    await migrateAll(database.url);
    expect(await events(before[0]?.position)).toEqual(before.slice(1));
  });

  it('can be read at once, where a dump in another cluster shows nothing', async () => {
    await restoreDump();
    expect(await events()).toEqual([]);
    await migrateAll(database.url);
    expect(idsOf(await events())).toEqual(['a', 'b']);
  });

  it('goes on after the restore, what was restored first', async () => {
    await repository.save([started({ id: 'c' })]);
    const trail = await settled(3);
    expect(idsOf(trail)).toEqual(['a', 'b', 'c']);
    expect(idsOf(await events(trail[1]?.position))).toEqual(['c']);
  });

  it('refuses a cursor from before', async () => {
    expect(await repository.readAudit(OWNER, before[0]?.position, 9)).toBe('other history');
    const ofNoEpoch = before[0]?.position.split('.')[1];
    expect(await repository.readAudit(OWNER, ofNoEpoch, 9)).toBe('other history');
  });

  it('begins another history after a recovery to a point in time', async () => {
    const [last] = (await events()).slice(-1);
    await database.query(`update pairing.audit_epochs set timeline = '00000000'`);
    await migrateAll(database.url);
    expect(await repository.readAudit(OWNER, last?.position, 9)).toBe('other history');
  });

  it('refuses a cursor that lies ahead, as one does when older files are put back', async () => {
    const [last] = (await events()).slice(-1);
    const ahead = last?.position.replace(/\d+-/, '9000000000000-');
    expect(await repository.readAudit(OWNER, ahead, 9)).toBe('other history');
  });
});
