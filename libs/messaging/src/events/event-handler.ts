import type { JsMsg } from '@nats-io/jetstream';
import {
  applyDecorators,
  type ArgumentsHost,
  Catch,
  type RpcExceptionFilter,
  UseFilters,
} from '@nestjs/common';
import { type BaseRpcContext, EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import type { EventType } from '@meshpair/domain';

/** Passes on what an event handler throws as it is; Nest's own filter would replace it by `Internal server error`. */
@Catch()
export class EventFailureFilter implements RpcExceptionFilter<unknown> {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Handles events of one type, or of several, behind a `JetStreamServer`: `@EventPattern(types)` that also lets the
 * transport see what was thrown, so that an outage never uses up the tries of an event.
 */
export const EventHandler = (types: EventType | readonly EventType[]): MethodDecorator =>
  applyDecorators(EventPattern([types].flat()), UseFilters(EventFailureFilter));

/** When the stream stored the event, by the server's clock. */
export const storedAt = (context: BaseRpcContext): Date => (context.getArgByIndex(0) as JsMsg).time;

/** Whether the event's relay has published it, for the first time or again; a redelivery is not that. */
export function isJustPublished(context: BaseRpcContext): boolean {
  const message = context.getArgByIndex(0) as JsMsg;
  return message.headers?.has('Nats-Msg-Id') === true && message.info.deliveryCount === 1;
}
