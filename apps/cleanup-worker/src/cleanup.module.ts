import { NatsModule } from '@meshpair/messaging';
import { PersistenceModule } from '@meshpair/persistence';
import { Module, type DynamicModule } from '@nestjs/common';
import { CLEANUP_SETTINGS, type CleanupSettings } from './cleanup-settings.js';
import { CLEANUP_JOB, CleanupSchedule, JOB_HANDLERS } from './jobs/cleanup-schedule.js';
import type { JobHandlers } from './jobs/job-handler.js';
import { CleanupRun } from './run/cleanup-run.js';
import { ExpiryAnnouncer } from './run/expiry-announcer.js';

/** The cleanup worker: what runs, and when. */
@Module({})
export class CleanupModule {
  static forRoot(settings: CleanupSettings): DynamicModule {
    return {
      module: CleanupModule,
      imports: [
        NatsModule.forRoot({ natsUrl: settings.NATS_URL, name: 'cleanup-worker' }),
        PersistenceModule.forPairing(settings.DATABASE_URL),
        PersistenceModule.forRegistry(settings.DATABASE_URL),
      ],
      providers: [
        { provide: CLEANUP_SETTINGS, useValue: settings },
        ExpiryAnnouncer,
        CleanupRun,
        {
          provide: JOB_HANDLERS,
          inject: [CleanupRun],
          useFactory: (run: CleanupRun): JobHandlers => new Map([[CLEANUP_JOB, run]]),
        },
        CleanupSchedule,
      ],
    };
  }
}
