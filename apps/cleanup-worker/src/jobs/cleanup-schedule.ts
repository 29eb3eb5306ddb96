import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CLEANUP_SETTINGS, type CleanupSettings } from '../cleanup-settings.js';
import { requireHandlers, type JobHandlers } from './job-handler.js';
import { openJobQueue, type JobQueue } from './job-queue.js';

/** Injects the `JobHandlers`. */
export const JOB_HANDLERS = Symbol('JobHandlers');

export const CLEANUP_JOB = 'cleanup';

/** The jobs that are made on a schedule. */
const SCHEDULED_JOBS = [CLEANUP_JOB] as const;

const KEEP_DONE = { count: 10 };
const KEEP_FAILED = { count: 100 };

/** Makes the jobs every `PURGE_EVERY_SECONDS` and takes them, one at a time over all workers. */
@Injectable()
export class CleanupSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(CleanupSchedule.name);
  private jobs: JobQueue | undefined;

  constructor(
    @Inject(CLEANUP_SETTINGS) private readonly settings: CleanupSettings,
    @Inject(JOB_HANDLERS) private readonly handlers: JobHandlers,
  ) {}

  /** Throws `JobWithoutHandler` before anything is scheduled. */
  async onApplicationBootstrap(): Promise<void> {
    requireHandlers(SCHEDULED_JOBS, this.handlers);
    const jobs = (this.jobs = openJobQueue(this.settings, (job) => this.take(job.name)));
    jobs.onTrouble((error) => this.logger.error(error));
    await jobs.queue.waitUntilReady();
    await jobs.queue.setGlobalConcurrency(1);
    for (const name of SCHEDULED_JOBS) await this.schedule(jobs, name);
    await jobs.worker.waitUntilReady();
    void jobs.worker.run();
  }

  /** Takes no more jobs and finishes the one in hand. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.jobs?.worker.close();
    await this.jobs?.queue.close();
  }

  private async schedule({ queue }: JobQueue, name: string): Promise<void> {
    const every = this.settings.PURGE_EVERY_SECONDS * 1000;
    const opts = { removeOnComplete: KEEP_DONE, removeOnFail: KEEP_FAILED };
    await queue.upsertJobScheduler(name, { every }, { name, opts });
  }

  private async take(name: string): Promise<void> {
    const handler = this.handlers.get(name);
    if (!handler) throw new Error(`No handler for the job ${name}`);
    await handler.handle();
  }
}
