import { StreamKeeper } from '@meshpair/messaging';
import { runService } from '@meshpair/service';
import { requireSettings } from '@meshpair/settings';

await runService('keeper', async ({ settings, logger, readiness }) => {
  const { NATS_URL, NATS_STREAM_REPLICAS, EVENT_RETENTION_DAYS } = requireSettings(settings, 'NATS_URL');
  const keeper = new StreamKeeper({
    natsUrl: NATS_URL,
    replicas: NATS_STREAM_REPLICAS,
    retentionDays: EVENT_RETENTION_DAYS,
    logger,
  });
  readiness.needs(() => Promise.resolve(keeper.waitsFor));
  await keeper.start();
  return keeper;
});
