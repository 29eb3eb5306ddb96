import { runWebhooks } from './webhooks.service.js';

await runWebhooks();
