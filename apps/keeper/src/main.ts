import { readFile } from 'node:fs/promises';
import { MirrorKeeper, StreamKeeper } from '@meshpair/messaging';
import { readAuditors } from '@meshpair/servers/auditors';
import { runService } from '@meshpair/service';
import { requireSettings } from '@meshpair/settings';

await runService('keeper', async ({ settings, logger, readiness }) => {
  const { NATS_URL, NATS_STREAM_REPLICAS, EVENT_RETENTION_DAYS } = requireSettings(settings, 'NATS_URL');
  const { NATS_MIRROR_URL, AUDITORS_FILE } = settings;
  const options = {
    natsUrl: NATS_URL,
    replicas: NATS_STREAM_REPLICAS,
    retentionDays: EVENT_RETENTION_DAYS,
    logger,
  };
  const streams = new StreamKeeper(options);
  readiness.needs(() => Promise.resolve(streams.waitsFor));
  await streams.start();
  if (NATS_MIRROR_URL === undefined) return streams;
  const mirror = new MirrorKeeper({
    ...options,
    mirrorUrl: NATS_MIRROR_URL,
    ...(AUDITORS_FILE !== undefined && { auditors: () => auditorNames(AUDITORS_FILE) }),
  });
  readiness.needs(() => Promise.resolve(mirror.waitsFor));
  mirror.start();
  return { close: () => Promise.all([mirror.close(), streams.close()]).then(() => undefined) };
});

async function auditorNames(file: string): Promise<readonly string[]> {
  return readAuditors(await readFile(file, 'utf8')).map(({ name }) => name);
}
