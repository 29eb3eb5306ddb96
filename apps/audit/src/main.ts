import {
  createDataSource,
  DatabaseHealth,
  databaseTime,
  poolOf,
  PostgresAuditChain,
} from '@meshpair/persistence';
import { runService } from '@meshpair/service';
import { requireSettings } from '@meshpair/settings';
import { ChainKeeper } from './chain-keeper.js';
import { CheckpointSigner } from './checkpoint-signer.js';

await runService('audit', async ({ settings, logger, readiness }) => {
  const { DATABASE_URL, AUDIT_SECRET, EVENT_RETENTION_DAYS } = requireSettings(
    settings,
    'DATABASE_URL',
    'AUDIT_SECRET',
  );
  const source = await createDataSource(DATABASE_URL, 'audit', { poolSize: 2 }).initialize();
  const pool = poolOf(source);
  const keeper = new ChainKeeper({
    chain: new PostgresAuditChain(pool),
    signer: await CheckpointSigner.create(AUDIT_SECRET),
    retentionDays: EVENT_RETENTION_DAYS,
    now: () => databaseTime(pool),
    logger,
  });
  const health = new DatabaseHealth(pool);
  readiness.needs(
    () => health.missing(),
    () => Promise.resolve(keeper.waitsFor),
  );
  await keeper.start();
  return {
    async close() {
      await keeper.close();
      await source.destroy();
    },
  };
});
