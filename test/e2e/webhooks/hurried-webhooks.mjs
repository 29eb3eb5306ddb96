// The webhooks service as it is built, with the times that DELIVERY_TIMES names: no test waits for hours.
import { webhooksService } from '../../../apps/webhooks/dist/webhooks.service.js';
import { startService } from '../../../libs/kernel/dist/index.js';
import { runService } from '../../../libs/service/dist/index.js';

const service = webhooksService(JSON.parse(process.env.DELIVERY_TIMES ?? ''));

await runService(service.name, (context) => startService(service, context));
