import type { Pool } from 'pg';
import { type DeliveryState, meshEvent, type Verdict } from '@meshpair/domain';
import { run, runCount } from '../statement.js';
import { inTransaction } from '../transaction.js';
import type {
  AttemptRecord,
  Deliveries,
  DeliveryRecord,
  DueDelivery,
  LoggedAttempt,
  Settling,
  TakenDelivery,
  ToldEvent,
} from './deliveries.js';
import * as statements from './delivery-statements.js';
import { recordWebhookEvents, writeWebhook } from './postgres-webhooks.js';
import { FIND, LOCK } from './webhook-statements.js';
import type { WebhookRecord } from './webhooks.js';

/** After every position that the table may have. */
const NEWEST = '9223372036854775807';

type TakenRow = Omit<TakenDelivery, 'webhook'> & { readonly ownerId: string; readonly webhookId: string };

const loggedOf = ({ at, status, error }: AttemptRecord): LoggedAttempt => ({
  at: at.toISOString(),
  status,
  error,
});

export class PostgresDeliveries implements Deliveries {
  constructor(private readonly pool: Pool) {}

  addForEvents(events: readonly ToldEvent[], now: Date, since: Date): Promise<readonly DueDelivery[]> {
    return run<DueDelivery>(this.pool, statements.ADD_FOR_EVENTS, [JSON.stringify(events), now, since]);
  }

  addAgain(webhookId: string, events: readonly ToldEvent[], now: Date): Promise<readonly DueDelivery[]> {
    return run<DueDelivery>(this.pool, statements.ADD_AGAIN, [webhookId, JSON.stringify(events), now]);
  }

  async take(deliveryId: string, now: Date, until: Date): Promise<TakenDelivery | undefined> {
    const [row] = await run<TakenRow>(this.pool, statements.TAKE, [deliveryId, now, until]);
    if (!row) return undefined;
    const { ownerId, webhookId, ...delivery } = row;
    const [webhook] = await run<WebhookRecord>(this.pool, FIND, [ownerId, webhookId]);
    return webhook && { ...delivery, webhook };
  }

  settle({ delivery, attempt, judge }: Settling): Promise<Verdict | undefined> {
    return inTransaction(this.pool, async (client) => {
      const { id, ownerId } = delivery.webhook;
      const [before] = await run<WebhookRecord>(client, LOCK, [ownerId, id]);
      if (!before) return undefined;
      const verdict = judge(before.failingSince);
      const { delivery: settled, failingSince, disables } = verdict;
      await run(client, statements.SETTLE, [
        delivery.id,
        delivery.attempts + 1,
        settled.state,
        settled.state === 'pending' ? settled.dueAt : delivery.dueAt,
        attempt.at,
        attempt.status,
        attempt.answer,
        attempt.error,
        JSON.stringify(loggedOf(attempt)),
      ]);
      const isDisabled = disables !== undefined && before.disabledReason === null;
      if (!isDisabled && failingSince?.getTime() === before.failingSince?.getTime()) return verdict;
      const disabledReason = before.disabledReason ?? disables ?? null;
      await writeWebhook(client, before, { ...before, failingSince, disabledReason });
      if (isDisabled) {
        const occasion = { ownerId, actor: { kind: 'mesh' }, now: attempt.at } as const;
        const told = { webhookId: id, origin: before.origin, reason: disables };
        await recordWebhookEvents(client, [meshEvent('WebhookDisabled', id, occasion, told)]);
      }
      return verdict;
    });
  }

  due(now: Date, limit: number): Promise<readonly DueDelivery[]> {
    return run<DueDelivery>(this.pool, statements.READ_DUE, [now, limit]);
  }

  list(
    webhookId: string,
    { after = NEWEST, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly DeliveryRecord[]> {
    return run<DeliveryRecord>(this.pool, statements.LIST, [webhookId, after, limit]);
  }

  async resend(webhookId: string, deliveryId: string, now: Date): Promise<DeliveryRecord | undefined> {
    const [delivery] = await run<DeliveryRecord>(this.pool, statements.RESEND, [webhookId, deliveryId, now]);
    return delivery;
  }

  async count(now: Date): Promise<{
    readonly counts: Readonly<Record<DeliveryState, number>>;
    readonly overdueSeconds: number;
  }> {
    const [row] = await run<Record<DeliveryState | 'overdue', number>>(this.pool, statements.COUNT, [now]);
    const { overdue = 0, pending = 0, delivered = 0, failed = 0 } = row ?? {};
    return { counts: { pending, delivered, failed }, overdueSeconds: Math.max(0, overdue) };
  }

  prune(before: Date, limit: number): Promise<number> {
    return runCount(this.pool, statements.PRUNE, [before, limit]);
  }
}
