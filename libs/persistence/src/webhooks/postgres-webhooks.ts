import type { Pool, PoolClient } from 'pg';
import type { MeshEvent } from '@meshpair/domain';
import { run, runCount } from '../statement.js';
import { inTransaction } from '../transaction.js';
import * as statements from './webhook-statements.js';
import type { WebhookRecord, WebhookRevision, Webhooks } from './webhooks.js';

const RESEALED_AT_ONCE = 100;

export class PostgresWebhooks implements Webhooks {
  constructor(private readonly pool: Pool) {}

  add({ after, events }: WebhookRevision, most: number): Promise<'added' | 'too_many'> {
    return inTransaction(this.pool, async (client) => {
      await run(client, statements.LOCK_OWNER, [after.ownerId]);
      if ((await runCount(client, statements.COUNT, [after.ownerId])) >= most) return 'too_many';
      await run(client, statements.ADD, [
        after.id,
        after.ownerId,
        after.origin,
        after.sealed,
        after.events,
        after.shape,
        after.disabledReason,
        after.failingSince,
        after.createdAt,
        after.updatedAt,
      ]);
      await recordWebhookEvents(client, events);
      return 'added';
    });
  }

  list(ownerId: string): Promise<readonly WebhookRecord[]> {
    return run<WebhookRecord>(this.pool, statements.LIST, [ownerId]);
  }

  async find(ownerId: string, webhookId: string): Promise<WebhookRecord | undefined> {
    const [webhook] = await run<WebhookRecord>(this.pool, statements.FIND, [ownerId, webhookId]);
    return webhook;
  }

  revise(
    ownerId: string,
    webhookId: string,
    decide: (before: WebhookRecord) => WebhookRevision,
  ): Promise<WebhookRecord | undefined> {
    return inTransaction(this.pool, async (client) => {
      const [before] = await run<WebhookRecord>(client, statements.LOCK, [ownerId, webhookId]);
      if (!before) return undefined;
      const { after, events } = decide(before);
      await writeWebhook(client, before, after);
      await recordWebhookEvents(client, events);
      return after;
    });
  }

  remove(
    ownerId: string,
    webhookId: string,
    recordedOf: (webhook: WebhookRecord) => MeshEvent,
  ): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      const [removed] = await run<WebhookRecord>(client, statements.REMOVE, [ownerId, webhookId]);
      if (!removed) return false;
      await recordWebhookEvents(client, [recordedOf(removed)]);
      return true;
    });
  }

  async areAnyEnabled(): Promise<boolean> {
    const [row] = await run<{ areAny: boolean }>(this.pool, statements.ARE_ANY_ENABLED, []);
    return row?.areAny === true;
  }

  async reseal(prefix: string, sealedAnew: (webhook: WebhookRecord) => string): Promise<number> {
    let count = 0;
    for (let after = ''; ;) {
      const webhooks = await run<WebhookRecord>(this.pool, statements.SEALED_BEFORE, [
        prefix,
        after,
        RESEALED_AT_ONCE,
      ]);
      for (const webhook of webhooks) {
        await run(this.pool, statements.RESEAL, [webhook.id, webhook.sealed, sealedAnew(webhook)]);
        after = webhook.id;
      }
      count += webhooks.length;
      if (webhooks.length < RESEALED_AT_ONCE) return count;
    }
  }
}

/** Writes a webhook that is locked; one that gets disabled gives up what is pending. */
export async function writeWebhook(
  client: PoolClient,
  before: WebhookRecord,
  after: WebhookRecord,
): Promise<void> {
  await run(client, statements.UPDATE, [
    after.id,
    after.origin,
    after.sealed,
    after.events,
    after.shape,
    after.disabledReason,
    after.failingSince,
    after.updatedAt,
  ]);
  if (before.disabledReason === null && after.disabledReason !== null)
    await run(client, statements.GIVE_UP, [after.id]);
}

/** Records events in the transaction of what they tell. */
export async function recordWebhookEvents(client: PoolClient, events: readonly MeshEvent[]): Promise<void> {
  if (events.length > 0) await run(client, statements.RECORD, [JSON.stringify(events)]);
}
