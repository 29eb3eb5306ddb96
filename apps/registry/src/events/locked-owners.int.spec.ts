import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registryCommands } from '@meshpair/contracts';
import { createDataSource, poolOf } from '@meshpair/persistence';
import { createTestDatabase, type TestDatabase, waitFor } from '@meshpair/testing';
import { codeOf, OWNER_ID, type RegistryReplicas, startRegistries } from '../../test/registry-replicas.js';
import { answered, pinVerified, publish } from '../../test/verified-device.js';

const POOL_SIZE = 10;
const LOCKED = Array.from({ length: POOL_SIZE + 1 }, (_, index) => `locked-${index}`);

/** More than the stream used to give out before an acknowledgement. */
const EVENTS_OF_THE_FIRST = 600;

describe('locked owners, one more than the registry has connections', () => {
  let database: TestDatabase;
  let registry: RegistryReplicas;
  let holder: Awaited<ReturnType<typeof holdLocks>>;
  const deadLetters: unknown[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistries(1, database.url);
    registry.nats.subscribeJson('meshpair.deadletter.>', (letter) => deadLetters.push(letter));
    await database.query(
      'insert into registry.owners (owner_id, name, created_at) select id, id, now() from unnest($1::text[]) as id',
      [LOCKED],
    );
    holder = await holdLocks(database.url);
  });

  afterAll(async () => {
    await holder.release();
    await registry.stop();
    await database.drop();
  });

  const publishFor = (ownerId: string, n: number): void =>
    publish(registry, { ...pinVerified(n, { ip: `10.1.${n >> 8}.${n & 255}` }), ownerId });

  const outcomesOf = async (ownerId: string): Promise<readonly unknown[]> => {
    const rows = await database.query(
      'select pairing_id from registry.registration_events where owner_id = $1 order by position',
      [ownerId],
    );
    return rows.map((row) => row['pairing_id']);
  };

  const removeNodeOf = async (ownerId: string): Promise<string> =>
    codeOf(await registry.bus.send(registryCommands.removeNode, { ownerId, nodeId: 'nobody' }));

  const pairingsFrom = (first: number, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `pairing-${first + index}`);

  it('registers for another owner at once, though hundreds of pairings of theirs wait', async () => {
    for (let n = 0; n < EVENTS_OF_THE_FIRST; n += 1) publishFor('locked-0', n);
    for (const [place, ownerId] of LOCKED.entries()) publishFor(ownerId, 1_000 + place);
    publishFor(OWNER_ID, 2_000);
    await answered(registry, 'pairing-2000');
    expect(registry.events).toHaveLength(1);
  });

  it('changes nodes of another owner meanwhile, and tells the locked ones to come back', async () => {
    const locked = Promise.all(LOCKED.map(removeNodeOf));
    expect(await removeNodeOf(OWNER_ID)).toBe('not_found');
    expect(new Set(await locked)).toEqual(new Set(['service_unavailable']));
  });

  it('registers the pairings that waited, each owner’s in order, when the locks are free', async () => {
    await holder.release();
    const all = EVENTS_OF_THE_FIRST + LOCKED.length + 1;
    await waitFor(() => registry.events.length === all, { message: 'all outcomes' });
    expect(await outcomesOf('locked-0')).toEqual([...pairingsFrom(0, EVENTS_OF_THE_FIRST), 'pairing-1000']);
    expect(await outcomesOf('locked-10')).toEqual(['pairing-1010']);
    expect(deadLetters).toEqual([]);
  });
});

/** Locks the owners from a connection of its own. */
async function holdLocks(databaseUrl: string): Promise<{ release(): Promise<void> }> {
  const source = await createDataSource(databaseUrl, 'registry', { poolSize: 1 }).initialize();
  const client = await poolOf(source).connect();
  await client.query('begin');
  await client.query('select 1 from registry.owners where owner_id = any($1) for update', [LOCKED]);
  const release = async (): Promise<void> => {
    if (!source.isInitialized) return;
    await client.query('rollback');
    client.release();
    await source.destroy();
  };
  return { release };
}
