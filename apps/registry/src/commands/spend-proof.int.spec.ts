import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DPOP_WINDOW_SECONDS, registryCommands } from '@meshpair/contracts';
import { createTestDatabase, type TestDatabase } from '@meshpair/testing';
import { codeOf, type RegistryReplicas, startRegistries } from '../../test/registry-replicas.js';

const KEY = 'k'.repeat(43);

describe('a DPoP proof', () => {
  let database: TestDatabase;
  let registry: RegistryReplicas;

  beforeAll(async () => {
    database = await createTestDatabase();
    registry = await startRegistries(2, database.url);
  });

  afterAll(async () => {
    await registry?.stop();
    await database?.drop();
  });

  const now = async (): Promise<number> => {
    const rows = await database.query(`select floor(extract(epoch from clock_timestamp()))::integer as now`);
    return (rows as { now: number }[])[0]?.now ?? 0;
  };
  const spend = async (jti: string, issuedAt: number, provenKey = KEY): Promise<string> =>
    codeOf(await registry.bus.send(registryCommands.spendProof, { provenKey, jti, issuedAt }));

  it('counts once, of twenty times at the same moment at two replicas', async () => {
    const at = await now();
    const codes = await Promise.all(Array.from({ length: 20 }, () => spend('once', at)));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['ok', 'invalid_dpop_proof']));
    expect(await spend('another', at)).toBe('ok');
    expect(await spend('once', at, 'o'.repeat(43))).toBe('ok');
  });

  it('counts in its time only, and is remembered for as long', async () => {
    const at = await now();
    expect(await spend('old', at - DPOP_WINDOW_SECONDS - 1)).toBe('invalid_dpop_proof');
    expect(await spend('ahead', at + DPOP_WINDOW_SECONDS + 5)).toBe('invalid_dpop_proof');
    expect(await spend('late', at - DPOP_WINDOW_SECONDS + 10)).toBe('ok');
    expect(await spend('early', at + DPOP_WINDOW_SECONDS - 1)).toBe('ok');
    const rows = await database.query(
      `select extract(epoch from max(expires_at))::integer as until from registry.spent_challenges`,
    );
    expect(rows).toEqual([{ until: at + 2 * DPOP_WINDOW_SECONDS }]);
  });
});
