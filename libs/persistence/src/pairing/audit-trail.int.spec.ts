import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { MESH_EVENT_TYPES, type MeshEvent, meshEvent } from '@meshpair/domain';
import { createTestDatabase, type TestDatabase, waitFor } from '@meshpair/testing';
import { createDataSource, poolOf } from '../data-source.js';
import { migrateAll } from '../migrate.js';
import type { AuditFilter, RecordedEvent } from '../pairing-repository.js';
import { recordMeshEvents } from '../registry/mesh-events.js';
import { NOON, started } from './example-pairings.spec.js';
import { PostgresPairingRepository } from './postgres-pairing-repository.js';

const OWNER = { ownerId: 'owner' };

describe('the audit trail of pairings and mesh', () => {
  let database: TestDatabase;
  let source: DataSource;
  let pool: Pool;
  let repository: PostgresPairingRepository;

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await createDataSource(database.url, 'pairing').initialize();
    pool = poolOf(source);
    repository = new PostgresPairingRepository(pool);
  });
  beforeEach(() =>
    database.query(
      'truncate pairing.pairing_states, pairing.pairing_events, pairing.pairing_outbox, pairing.live_pairings, registry.mesh_events',
    ),
  );
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  const rename = (name: string, connection: Parameters<typeof recordMeshEvents>[0] = pool): Promise<void> =>
    recordMeshEvents(connection, [
      meshEvent(
        'NodeRenamed',
        'node-1',
        { ...OWNER, actor: { kind: 'owner' }, now: NOON },
        { nodeId: 'node-1', name, previousName: 'before' },
      ),
    ]);
  const pair = (id: string): Promise<unknown> => repository.save([started({ id })]);
  const read = async (after?: string, limit = 99, filter: AuditFilter = OWNER) => {
    const trail = await repository.readAudit(filter, after, limit);
    if (trail === 'other history') throw new Error('the cursor was refused');
    return trail.events;
  };
  const nameOf = ({ event }: RecordedEvent): unknown =>
    'pairingId' in event ? event.pairingId : (event.event.data as { name: string }).name;
  /** When the other test files' open transactions let so much of the trail be seen. */
  const settled = (count: number): Promise<readonly RecordedEvent[]> =>
    waitFor(
      async () => {
        const seen = await read();
        return seen.length >= count && seen;
      },
      { message: `${count} events in the trail` },
    );

  it('has one order, in which each page goes on after the one before', async () => {
    await pair('a');
    await rename('first');
    await pair('b');
    await rename('second');
    const trail = await settled(4);
    expect(trail.map(nameOf)).toEqual(['a', 'first', 'b', 'second']);
    for (const [index, { position }] of trail.entries())
      expect(await read(position, 1)).toEqual(trail.slice(index + 1, index + 2));
    expect((await repository.readLastAudit(OWNER, 3)).events).toEqual(trail.slice(1));
  });

  it('tells each event with the id that it was recorded under', async () => {
    await rename('first');
    await rename('second');
    const ids = (await settled(2)).map(({ event }) => 'id' in event && event.id);
    const rows = await database.query('select event_id from registry.mesh_events order by position');
    expect(ids).toEqual(rows.map((row) => row['event_id']));
    expect(new Set(ids).size).toBe(2);
  });

  it('never skips an event of the mesh that commits late', async () => {
    const late = await pool.connect();
    await late.query('begin');
    await rename('late', late);
    await pair('swift');
    expect(await read()).toEqual([]);
    await late.query('commit');
    late.release();
    expect((await settled(2)).map(nameOf)).toEqual(['late', 'swift']);
  });

  it('is filtered by type and by pairing, and is nobody else’s', async () => {
    await pair('a');
    await rename('new');
    const [ofPairing, ofMesh] = await settled(2);
    expect(await read(undefined, 9, { ...OWNER, type: 'NodeRenamed' })).toEqual([ofMesh]);
    expect(await read(undefined, 9, { ...OWNER, type: 'TokenCreated' })).toEqual([ofPairing]);
    expect(await read(undefined, 9, { ...OWNER, pairingId: 'a' })).toEqual([ofPairing]);
    expect(await read(undefined, 9, { ...OWNER, pairingId: 'a', type: 'NodeRenamed' })).toEqual([]);
    expect(await read(undefined, 9, { ownerId: 'other' })).toEqual([]);
    const last = await repository.readLastAudit({ ...OWNER, type: 'NodeRenamed' }, 9);
    expect(last.events).toEqual([ofMesh]);
  });

  it('knows every type', async () => {
    const occasion = { ...OWNER, actor: { kind: 'operator' }, now: NOON } as const;
    const events = MESH_EVENT_TYPES.map(
      (type) => meshEvent(type, 'subject', occasion, { name: 'any' }) as MeshEvent,
    );
    await recordMeshEvents(pool, events);
    const trail = await settled(events.length);
    expect(trail.map(({ event }) => 'event' in event && event.event)).toEqual(events);
  });

  it('keeps its order when the database was restored elsewhere', async () => {
    await pair('a');
    await rename('first');
    await pair('b');
    await settled(3);
    await database.query(`update pairing.audit_epochs set system_identifier = 'of another cluster'`);
    await migrateAll(database.url);
    await rename('after the restore');
    expect((await settled(4)).map(nameOf)).toEqual(['a', 'first', 'b', 'after the restore']);
  });
});
