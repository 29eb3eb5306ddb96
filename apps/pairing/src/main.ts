import { startService } from '@meshpair/kernel';
import { runService } from '@meshpair/service';
import { pairingService } from './pairing.service.js';

await runService(pairingService.name, (context) => startService(pairingService, context));
