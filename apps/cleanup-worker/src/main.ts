import { startService } from '@meshpair/kernel';
import { runService } from '@meshpair/service';
import { cleanupService } from './cleanup.service.js';

await runService(cleanupService.name, (context) => startService(cleanupService, context));
