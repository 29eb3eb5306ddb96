import { lookup } from 'node:dns/promises';
import type { FactoryProvider } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type AuditEvent, EVENT_CONSUMERS, pairingCommands, WEBHOOKS_QUEUE } from '@meshpair/contracts';
import { DELIVERY_POLICY, type DeliveryPolicy } from '@meshpair/domain';
import {
  EVENT_FEED,
  type EventFeed,
  type ServiceDefinition,
  type ServiceSettings,
  startService,
} from '@meshpair/kernel';
import { CommandBus, CommandBusModule, NatsClient, wakeRelay } from '@meshpair/messaging';
import {
  DatabaseClock,
  DELIVERIES,
  type Deliveries,
  PersistenceModule,
  WEBHOOKS,
  type Webhooks,
} from '@meshpair/persistence';
import { MicroBatch, part, runService } from '@meshpair/service';
import { DeliveriesController } from './commands/deliveries.controller.js';
import { WebhooksController } from './commands/webhooks.controller.js';
import { DeliveryWorker, KEPT_MS } from './delivery/delivery-worker.js';
import { FollowEventsController, FollowWhileWanted } from './events/follow-events.controller.js';
import { addressCheck } from './outbound/address-check.js';
import type { Outbound } from './outbound/send-request.js';
import { Sealing } from './secrets/sealing.js';
import { vapidDetailsOf } from './secrets/vapid-details.js';
import { WEBHOOKS_CONTEXT, type WebhooksContext } from './webhooks-context.js';

type WebhooksSettings = ServiceSettings<'WEBHOOK_SECRET'>;

/** The times that deliveries keep to; a test may be in a hurry. */
export interface DeliveryTimes {
  readonly policy: DeliveryPolicy;
  /** Of one attempt, its answer included. */
  readonly timeoutMs: number;
  /** After which a delivery is another worker's; longer than an attempt. */
  readonly leaseMs: number;
  readonly sweepMs: number;
}

const TIMES: DeliveryTimes = { policy: DELIVERY_POLICY, timeoutMs: 15_000, leaseMs: 30_000, sweepMs: 5_000 };

/** The webhooks service: whom the owners want to be told what happens, and the telling. Nobody else calls the outside. */
const webhooksService = (times: DeliveryTimes = TIMES): ServiceDefinition<'WEBHOOK_SECRET'> => ({
  name: 'webhooks',
  needs: ['WEBHOOK_SECRET'],
  listens: { queue: WEBHOOKS_QUEUE, consumer: EVENT_CONSUMERS.webhooks },
  parts: (settings) => ({
    imports: [
      CommandBusModule.forRoot({ natsUrl: settings.NATS_URL, name: 'webhooks questions' }),
      PersistenceModule.forWebhooks(settings.DATABASE_URL),
    ],
    controllers: [WebhooksController, DeliveriesController, FollowEventsController],
    providers: [
      {
        provide: Sealing,
        useFactory: () => new Sealing(settings.WEBHOOK_SECRET, settings.WEBHOOK_PREVIOUS_SECRETS),
      },
      workerFor(settings, times),
      {
        provide: FollowWhileWanted,
        inject: [WEBHOOKS, EVENT_FEED],
        useFactory: (webhooks: Webhooks, feed: EventFeed) =>
          new FollowWhileWanted(webhooks, feed, times.sweepMs),
      },
      contextFor(settings),
    ],
  }),
  checks: (service) => [part('queue', () => service.get(DeliveryWorker).hasQueue())],
});

export function runWebhooks(times?: DeliveryTimes): Promise<void> {
  const service = webhooksService(times);
  return runService(service.name, (context) => startService(service, context));
}

const workerFor = (settings: WebhooksSettings, times: DeliveryTimes): FactoryProvider => ({
  provide: DeliveryWorker,
  inject: [WEBHOOKS, DELIVERIES, Sealing, DatabaseClock],
  useFactory: (webhooks: Webhooks, deliveries: Deliveries, sealing: Sealing, clock: DatabaseClock) => {
    const closing = new AbortController();
    const outbound: Outbound = {
      isAllowed: addressCheck(settings.WEBHOOK_ALLOWED_RANGES),
      resolve: (name) => lookup(name, { all: true }),
      timeoutMs: times.timeoutMs,
      signal: closing.signal,
    };
    const now = (): Date => clock.now();
    const { policy, leaseMs, sweepMs } = times;
    const delivery = { deliveries, sealing, outbound, policy, leaseMs, now, random: Math.random };
    return new DeliveryWorker({ settings, webhooks, sealing, delivery, sweepMs, closing });
  },
});

const contextFor = (settings: WebhooksSettings): FactoryProvider => ({
  provide: WEBHOOKS_CONTEXT,
  inject: [
    WEBHOOKS,
    DELIVERIES,
    Sealing,
    DeliveryWorker,
    FollowWhileWanted,
    DatabaseClock,
    CommandBus,
    NatsClient,
  ],
  useFactory: (
    webhooks: Webhooks,
    deliveries: Deliveries,
    sealing: Sealing,
    worker: DeliveryWorker,
    following: FollowWhileWanted,
    clock: DatabaseClock,
    bus: CommandBus,
    nats: NatsClient,
  ): WebhooksContext => ({
    webhooks,
    deliveries,
    sealing,
    isAllowed: addressCheck(settings.WEBHOOK_ALLOWED_RANGES),
    vapid:
      settings.WEB_PUSH_CONTACT === undefined
        ? undefined
        : vapidDetailsOf(settings.WEBHOOK_SECRET, settings.WEB_PUSH_CONTACT),
    told: new MicroBatch({
      run: async (events: readonly AuditEvent[]) => {
        const now = clock.now();
        worker.enqueue(await deliveries.addForEvents(events, now, new Date(now.getTime() - KEPT_MS)));
        return events.map(() => undefined);
      },
    }),
    enqueue: (due) => worker.enqueue(due),
    readAudit: (request) => bus.send(pairingCommands.readAudit, request),
    recorded: () => wakeRelay(nats, '/meshpair/registry'),
    changed: () => void following.look(),
    now: () => clock.now(),
    newId: () => uuidv7(),
  }),
});
