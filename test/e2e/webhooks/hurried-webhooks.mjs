// The webhooks service as it is built, with the times that DELIVERY_TIMES names: no test waits for hours.
import { runWebhooks } from '../../../apps/webhooks/bundle/webhooks.service.js';

await runWebhooks(JSON.parse(process.env.DELIVERY_TIMES ?? ''));
