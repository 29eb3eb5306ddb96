import { PairingChanges, type ServiceDefinition } from '@meshpair/kernel';
import { PAIRING_OUTBOX, PersistenceModule } from '@meshpair/persistence';
import { part } from '@meshpair/service';
import { CLEANUP_JOB, CleanupSchedule, JOB_HANDLERS } from './jobs/cleanup-schedule.js';
import type { JobHandlers } from './jobs/job-handler.js';
import { CleanupRun } from './run/cleanup-run.js';

/** The cleanup worker: what runs, and when. The pairing service publishes the events of what it expires. */
export const cleanupService: ServiceDefinition = {
  name: 'cleanup-worker',
  needs: [],
  outbox: { store: PAIRING_OUTBOX, source: '/meshpair/pairing' },
  parts: (settings) => ({
    imports: [
      PersistenceModule.forPairing(settings.DATABASE_URL),
      PersistenceModule.forRegistry(settings.DATABASE_URL),
    ],
    providers: [
      PairingChanges,
      CleanupRun,
      {
        provide: JOB_HANDLERS,
        inject: [CleanupRun],
        useFactory: (run: CleanupRun): JobHandlers => new Map([[CLEANUP_JOB, run]]),
      },
      CleanupSchedule,
    ],
  }),
  checks: (worker) => [part('queue', () => worker.get(CleanupSchedule).hasQueue())],
};
