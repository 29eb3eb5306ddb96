import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type JobQueue, openJobQueue, queueAnswers } from '@meshpair/jobs';
import { SERVICE_SETTINGS, type ServiceSettings } from '@meshpair/kernel';
import { type JobHandlers, requireHandlers } from './job-handler.js';

/** Injects the `JobHandlers`. */
export const JOB_HANDLERS = Symbol('JobHandlers');

export const CLEANUP_JOB = 'cleanup';

/** The jobs that are made on a schedule. */
const SCHEDULED_JOBS = [CLEANUP_JOB] as const;

const KEEP_DONE = { count: 10 };
const KEEP_FAILED = { count: 100 };

/** A worker that got no job for so many times the interval does not wait for one any longer. */
const OVERDUE_AFTER = 3;

/**
 * Makes the jobs every `PURGE_EVERY_SECONDS` and takes them, one at a time over all workers. A queue that has lost its
 * schedule, or that is away, does not stop the cleanup: what is overdue is done without it.
 */
@Injectable()
export class CleanupSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(CleanupSchedule.name);
  private readonly everyMs: number;
  private jobs: JobQueue | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastTaken = performance.now();
  private catchingUp: Promise<void> | undefined;

  constructor(
    @Inject(SERVICE_SETTINGS) private readonly settings: ServiceSettings,
    @Inject(JOB_HANDLERS) private readonly handlers: JobHandlers,
  ) {
    this.everyMs = settings.PURGE_EVERY_SECONDS * 1000;
  }

  /** Throws `JobWithoutHandler` before anything is scheduled. */
  async onApplicationBootstrap(): Promise<void> {
    requireHandlers(SCHEDULED_JOBS, this.handlers);
    const jobs = (this.jobs = openJobQueue({ name: 'cleanup' }, this.settings, (job) => this.take(job.name)));
    jobs.onTrouble((error) => this.logger.error(error));
    await jobs.queue.waitUntilReady();
    await jobs.queue.setGlobalConcurrency(1);
    for (const name of SCHEDULED_JOBS) await this.schedule(jobs, name);
    await jobs.worker.waitUntilReady();
    void jobs.worker.run();
    this.timer = setInterval(() => this.catchUpIfOverdue(jobs), this.everyMs);
  }

  /** Takes no more jobs and waits for the one in hand. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.catchingUp;
    await this.jobs?.worker.close();
    await this.jobs?.queue.close();
  }

  /** Whether the queue answers, within two seconds. */
  hasQueue(): Promise<boolean> {
    return this.jobs ? queueAnswers(this.jobs) : Promise.resolve(false);
  }

  private async schedule({ queue }: JobQueue, name: string): Promise<void> {
    const opts = { removeOnComplete: KEEP_DONE, removeOnFail: KEEP_FAILED };
    await queue.upsertJobScheduler(name, { every: this.everyMs }, { name, opts });
  }

  private catchUpIfOverdue(jobs: JobQueue): void {
    const idleMs = performance.now() - this.lastTaken;
    if (this.catchingUp || idleMs < OVERDUE_AFTER * this.everyMs) return;
    this.logger.warn(`no job for ${Math.round(idleMs / 1000)} s: working without the queue`);
    this.restore(jobs).catch((error: unknown) => this.logger.error(error));
    this.catchingUp = this.takeAll()
      .catch((error: unknown) => this.logger.error(error))
      .finally(() => (this.catchingUp = undefined));
  }

  private async takeAll(): Promise<void> {
    for (const name of SCHEDULED_JOBS) await this.take(name);
  }

  /** A schedule whose next job is lost never makes another: it is made anew, unless others get its jobs. */
  private async restore(jobs: JobQueue): Promise<void> {
    for (const name of SCHEDULED_JOBS) {
      const scheduled = await jobs.queue.getJobScheduler(name);
      if ((scheduled?.next ?? 0) > Date.now() - this.everyMs) continue;
      await jobs.queue.removeJobScheduler(name);
      await this.schedule(jobs, name);
    }
  }

  private async take(name: string): Promise<void> {
    this.lastTaken = performance.now();
    const handler = this.handlers.get(name);
    if (!handler) throw new Error(`No handler for the job ${name}`);
    await handler.handle();
  }
}
