import 'reflect-metadata';
import { runService } from '@meshpair/service';
import { createRegistry } from './create-registry.js';
import { registrySettings } from './registry-settings.js';

await runService('registry', async ({ settings, logger, readiness }) => {
  const service = await createRegistry(registrySettings(settings), { logger, readiness });
  await service.listen();
  return service;
});
