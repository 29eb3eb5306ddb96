import type { DeliveryState, Verdict } from '@meshpair/domain';
import type { WebhookRecord } from './webhooks.js';

/** An event to tell, as its CloudEvent. */
export interface ToldEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly ownerid: string;
}

/** An attempt as the log keeps it. */
export interface LoggedAttempt {
  /** ISO 8601 */
  readonly at: string;
  readonly status: number | null;
  readonly error: string | null;
}

export interface DeliveryRecord {
  /** Orders the log. */
  readonly position: string;
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly lastAttemptAt: Date | null;
  readonly status: number | null;
  readonly answer: string | null;
  readonly error: string | null;
  /** The oldest first, at most `LOGGED_ATTEMPTS`. */
  readonly lastAttempts: readonly LoggedAttempt[];
  readonly createdAt: Date;
}

/** A delivery that a worker is to look at, and when. */
export interface DueDelivery {
  readonly id: string;
  readonly attempts: number;
  readonly dueAt: Date;
}

/** A delivery in hand, with its webhook. */
export interface TakenDelivery extends DueDelivery {
  readonly eventId: string;
  readonly type: string;
  /** The CloudEvent, byte by byte the same each time. */
  readonly event: string;
  readonly webhook: WebhookRecord;
}

/** What came of an attempt, for the log. */
export interface AttemptRecord {
  readonly at: Date;
  readonly status: number | null;
  readonly answer: string | null;
  readonly error: string | null;
}

/** What a disabled webhook leaves behind is told by `recordedOf`. */
export interface Settling {
  readonly delivery: TakenDelivery;
  readonly attempt: AttemptRecord;
  /** Judged by how long the webhook has failed, as it stands when this is written. */
  readonly judge: (failingSince: Date | null) => Verdict;
}

/** Which deliveries there are: the truth that no queue has to keep. */
export interface Deliveries {
  /**
   * One for each event and enabled webhook of its owner that wants it, unless it has that event already. A webhook is
   * told nothing from before its own time (by more than a second) or from before `since`, and nothing of itself.
   */
  addForEvents(events: readonly ToldEvent[], now: Date, since: Date): Promise<readonly DueDelivery[]>;
  /** Events to one webhook, sent again where they were sent before. */
  addAgain(webhookId: string, events: readonly ToldEvent[], now: Date): Promise<readonly DueDelivery[]>;
  /** Takes it in hand until `until`; undefined when it is done, not due, in another's hand, or of a disabled webhook. */
  take(deliveryId: string, now: Date, until: Date): Promise<TakenDelivery | undefined>;
  /** Writes down what came of an attempt; answers the verdict. Undefined when the delivery or its webhook is gone. */
  settle(settling: Settling): Promise<Verdict | undefined>;
  /** Those that are due and in nobody's hand. */
  due(now: Date, limit: number): Promise<readonly DueDelivery[]>;
  /** Newest first. */
  list(
    webhookId: string,
    page: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly DeliveryRecord[]>;
  /** Begins with the first attempt again. */
  resend(webhookId: string, deliveryId: string, now: Date): Promise<DeliveryRecord | undefined>;
  /** How many there are in each state, and how long the most overdue waits. */
  count(now: Date): Promise<{
    readonly counts: Readonly<Record<DeliveryState, number>>;
    readonly overdueSeconds: number;
  }>;
  /** Deletes what has ended and was made before `before`. Returns how many. */
  prune(before: Date, limit: number): Promise<number>;
}
