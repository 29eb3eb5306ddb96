import { startService } from '@meshpair/kernel';
import { runService } from '@meshpair/service';
import { webhooksService } from './webhooks.service.js';

const service = webhooksService();

await runService(service.name, (context) => startService(service, context));
