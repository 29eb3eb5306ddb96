import { startService } from '@meshpair/kernel';
import { runService } from '@meshpair/service';
import { registryService } from './registry.service.js';

await runService(registryService.name, (context) => startService(registryService, context));
