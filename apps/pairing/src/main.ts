import { runService } from '@meshpair/service';
import { createPairingService } from './create-pairing-service.js';
import { pairingSettings } from './pairing-settings.js';

await runService('pairing', async ({ settings, logger, readiness }) => {
  const service = await createPairingService(pairingSettings(settings), { logger, readiness });
  await service.listen();
  return service;
});
