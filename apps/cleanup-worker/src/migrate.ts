import { readSettings, requireSettings } from '@meshpair/settings';
import { migrateJobQueue } from './jobs/job-queue.js';

await migrateJobQueue(requireSettings(readSettings(process.env), 'DATABASE_URL').DATABASE_URL);
