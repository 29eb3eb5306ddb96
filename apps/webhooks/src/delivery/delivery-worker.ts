import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type JobQueue, openJobQueue, queueAnswers } from '@meshpair/jobs';
import type { DueDelivery, Webhooks } from '@meshpair/persistence';
import { CannotBeOpened, type Sealing } from '../secrets/sealing.js';
import { openSecrets, sealSecrets } from '../secrets/target-secrets.js';
import { deliver, type DeliveryContext } from './deliver.js';

/** Attempts that one process makes at once. */
const CONCURRENCY = 64;

const SWEPT_AT_ONCE = 1_000;

const DAY_MS = 86_400_000;

/** The log of deliveries is kept for so long, and no event that is older is told any more. */
export const KEPT_MS = 30 * DAY_MS;

/** How long a closing worker waits for the answers that are under way. */
const GRACE_MS = 5_000;

interface Job {
  /** Of the delivery. */
  readonly id: string;
}

export interface WorkerOptions {
  readonly settings: Parameters<typeof openJobQueue>[1];
  readonly webhooks: Webhooks;
  readonly sealing: Sealing;
  readonly delivery: DeliveryContext;
  /** How often what the queue does not know is looked for. */
  readonly sweepMs: number;
  /** Aborted when the answers under way are not waited for any longer. */
  readonly closing: AbortController;
}

/**
 * Makes the attempts, as the queue says. The queue is a clock only: what is to be sent stands in Postgres, and what is due
 * there and not in the queue, since that was emptied or a worker has died, is put into it again.
 */
export class DeliveryWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeliveryWorker.name);
  private jobs: JobQueue | undefined;
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(private readonly options: WorkerOptions) {}

  /** Throws when there are webhooks that an unknown secret has sealed. */
  async onApplicationBootstrap(): Promise<void> {
    await this.sealAnew();
    const { settings, sweepMs } = this.options;
    const queue = { name: 'webhooks', concurrency: CONCURRENCY } as const;
    const jobs = (this.jobs = openJobQueue(queue, settings, (job) => this.attempt((job.data as Job).id)));
    jobs.onTrouble((error) => this.logger.warn(String(error)));
    await jobs.queue.waitUntilReady();
    await jobs.worker.waitUntilReady();
    void jobs.worker.run();
    this.timer = setInterval(() => this.sweepUnlessBusy(), sweepMs);
    this.sweepUnlessBusy();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    const { closing } = this.options;
    const givesUp = setTimeout(() => closing.abort(), GRACE_MS);
    await this.sweeping;
    await this.jobs?.worker.close();
    clearTimeout(givesUp);
    await this.jobs?.queue.close();
  }

  hasQueue(): Promise<boolean> {
    return this.jobs ? queueAnswers(this.jobs) : Promise.resolve(false);
  }

  /** Has them looked at when they are due. What this cannot reach is found by the next sweep. */
  enqueue(due: readonly DueDelivery[]): void {
    this.add(due).catch((error: unknown) =>
      this.logger.warn(`The queue does not take deliveries: ${String(error)}`),
    );
  }

  /** One by one: in Postgres, many at once would take the right to make temporary tables. */
  private async add(due: readonly DueDelivery[]): Promise<void> {
    const queue = this.jobs?.queue;
    if (!queue) return;
    const now = this.options.delivery.now().getTime();
    const adding = due.map(({ id, attempts, dueAt }) =>
      queue.add('deliver', { id } satisfies Job, {
        // The same attempt is in the queue once.
        jobId: `${id}.${attempts}`,
        delay: Math.max(0, dueAt.getTime() - now),
        removeOnComplete: true,
        removeOnFail: true,
      }),
    );
    await Promise.all(adding);
  }

  private async attempt(deliveryId: string): Promise<void> {
    const delivered = await deliver(this.options.delivery, deliveryId);
    if (delivered?.again) this.enqueue([delivered.again]);
    if (delivered?.verdict.disables)
      this.logger.warn(`A webhook was disabled: ${delivered.verdict.disables}`);
  }

  private sweepUnlessBusy(): void {
    this.sweeping ??= this.sweep()
      .catch((error: unknown) => this.logger.warn(`Deliveries are not looked for: ${String(error)}`))
      .finally(() => (this.sweeping = undefined));
  }

  private async sweep(): Promise<void> {
    const { deliveries, now } = this.options.delivery;
    await this.add(await deliveries.due(now(), SWEPT_AT_ONCE));
    await deliveries.prune(new Date(now().getTime() - KEPT_MS), SWEPT_AT_ONCE);
  }

  /** What an earlier secret has sealed is sealed by the current one, so that the earlier one can be forgotten. */
  private async sealAnew(): Promise<void> {
    const { webhooks, sealing } = this.options;
    try {
      const count = await webhooks.reseal(sealing.prefix, (webhook) =>
        sealSecrets(sealing, openSecrets(sealing, webhook), webhook),
      );
      if (count > 0) this.logger.log(`${count} webhooks are sealed by the current WEBHOOK_SECRET now`);
    } catch (error) {
      if (!(error instanceof CannotBeOpened)) throw error;
      throw new Error(
        'There are webhooks that another WEBHOOK_SECRET has sealed: put that one into WEBHOOK_PREVIOUS_SECRETS',
        { cause: error },
      );
    }
  }
}
