import { startPairing } from '@meshpair/domain';
import { createDataSource, poolOf, PostgresPairingRepository } from '@meshpair/persistence';

/** Saves pairings `<name>-1` … that were started at `now` and live for `ttlSeconds`. */
export async function savePairings(
  databaseUrl: string,
  name: string,
  count: number,
  now: Date,
  ttlSeconds: number,
): Promise<void> {
  const source = await createDataSource(databaseUrl, 'pairing', { poolSize: 1 }).initialize();
  try {
    const changes = Array.from({ length: count }, (_, index) => ({
      ...startPairing({
        pairingId: `${name}-${index + 1}`,
        ownerId: 'owner-1',
        tokenDigest: `${name}-digest-${index + 1}`,
        permissions: ['mesh:read'],
        ttlSeconds,
        now,
      }),
      expectedVersion: 0,
    }));
    await new PostgresPairingRepository(poolOf(source)).save(changes);
  } finally {
    await source.destroy();
  }
}
