import { setTimeout as delay } from 'node:timers/promises';
import type { JsMsg } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import type { LoggerService } from '@nestjs/common';
import { BaseRpcContext, type MessageHandler } from '@nestjs/microservices';
import { from, isObservable, lastValueFrom } from 'rxjs';
import { AuditEvent, fitsSubject, MalformedEvent } from '@meshpair/contracts';
import type { OutageCheck } from '../outage.js';

export interface EventSettlerOptions {
  readonly maxDeliver: number;
  readonly backoffMs: readonly number[];
  readonly isOutage: OutageCheck;
  readonly handlerOf: (type: AuditEvent['type']) => MessageHandler | undefined;
  /** Where an event goes that is given up. */
  readonly deadLetterSubject: string;
  /** Aborts when nothing may be tried again here. */
  readonly closing: AbortSignal;
  readonly logger: Pick<LoggerService, 'warn' | 'error'>;
}

/** Brings one delivered message to its end: acknowledged, given back for another try, or a dead letter. */
export class EventSettler {
  constructor(
    private readonly connection: Pick<NatsConnection, 'publish' | 'flush'>,
    private readonly options: EventSettlerOptions,
  ) {}

  async settle(message: JsMsg): Promise<void> {
    // Tries beyond the last one: the process ended each time before it could write the dead letter.
    if (message.info.deliveryCount > this.options.maxDeliver * 2)
      return this.giveUp(message, 'tries used up');
    const event = readEvent(message);
    if (event === undefined) return this.giveUp(message, 'not an event');
    if (!fitsSubject(event, message.subject)) return this.giveUp(message, 'not what its subject says');
    const handler = this.options.handlerOf(event.type);
    if (handler === undefined) return this.giveUp(message, 'no handler');
    try {
      await this.handle(handler, event, message);
    } catch (error) {
      if (error instanceof MalformedEvent) return this.giveUp(message, `not an event: ${error.message}`);
      return this.retry(message, error);
    }
    message.ack();
  }

  /** Waits an outage out with the event in hand, so that it does not use up the tries. */
  private async handle(handler: MessageHandler, event: AuditEvent, message: JsMsg): Promise<void> {
    const { isOutage, closing, logger } = this.options;
    for (let outages = 0; ; outages += 1) {
      try {
        return await completed(await handler(event, new BaseRpcContext([message])));
      } catch (error) {
        if (!isOutage(error) || closing.aborted) throw error;
        if (outages === 0) logger.warn(`${message.subject} waits for an outage to end: ${describe(error)}`);
        await delay(this.backoff(outages), undefined, { signal: closing });
      }
    }
  }

  private async retry(message: JsMsg, error: unknown): Promise<void> {
    if (this.options.closing.aborted) return message.nak();
    const { deliveryCount } = message.info;
    const reason = describe(error);
    this.options.logger.warn(`${message.subject}, try ${deliveryCount}: ${reason}`);
    if (deliveryCount >= this.options.maxDeliver) return this.giveUp(message, reason);
    message.nak(this.backoff(deliveryCount - 1));
  }

  /** Makes it a dead letter. */
  private async giveUp(message: JsMsg, reason: string): Promise<void> {
    const { deadLetterSubject, logger } = this.options;
    this.connection.publish(deadLetterSubject, message.data, { headers: deadLetterHeaders(message, reason) });
    await this.connection.flush();
    message.term();
    logger.error(`${message.subject} became a dead letter: ${reason}`);
  }

  private backoff(triesBefore: number): number {
    const { backoffMs } = this.options;
    return backoffMs[Math.min(triesBefore, backoffMs.length - 1)] ?? 1000;
  }
}

/** Nest hands back what the handler returned as a value or as an observable. */
async function completed(result: unknown): Promise<void> {
  if (isObservable(result)) await lastValueFrom(from(result), { defaultValue: undefined });
}

function readEvent(message: JsMsg): AuditEvent | undefined {
  try {
    return AuditEvent.parse(message.json());
  } catch {
    return undefined;
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'the handler failed';

/** Where a message that was given up came from, and why. */
function deadLetterHeaders({ subject, info }: JsMsg, reason: string): ReturnType<typeof headers> {
  const about = headers();
  // Each consumer gives an event up for itself.
  about.set('Nats-Msg-Id', `${info.stream}.${info.consumer}.${info.streamSequence}`);
  about.set('Meshpair-Subject', subject);
  about.set('Meshpair-Stream-Sequence', String(info.streamSequence));
  about.set('Meshpair-Deliveries', String(info.deliveryCount));
  about.set('Meshpair-Reason', reason.replace(/\s+/g, ' ').slice(0, 200));
  return about;
}
