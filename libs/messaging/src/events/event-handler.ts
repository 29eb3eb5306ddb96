import { EVENT_TYPES } from '@meshpair/contracts';
import {
  applyDecorators,
  type ArgumentsHost,
  Catch,
  type RpcExceptionFilter,
  UseFilters,
} from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';

/** Passes on what an event handler throws as it is; Nest's own filter would replace it by `Internal server error`. */
@Catch()
export class EventFailureFilter implements RpcExceptionFilter<unknown> {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Handles events of one type behind a `JetStreamServer`: `@EventPattern(type)` that also lets the transport see
 * what was thrown, so that an outage never uses up the tries of an event.
 */
export const EventHandler = (type: (typeof EVENT_TYPES)[number]): MethodDecorator =>
  applyDecorators(EventPattern(type) as MethodDecorator, UseFilters(EventFailureFilter));
