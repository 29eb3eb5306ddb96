import { migrateJobQueues } from '@meshpair/jobs';
import { readSettings, requireSettings } from '@meshpair/settings';

await migrateJobQueues(requireSettings(readSettings(process.env), 'DATABASE_URL').DATABASE_URL);
