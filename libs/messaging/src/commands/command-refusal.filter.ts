import { refused, type Reply } from '@meshpair/contracts';
import { type ArgumentsHost, Catch, Inject, Logger, Optional, type RpcExceptionFilter } from '@nestjs/common';
import type { NatsContext } from '@nestjs/microservices';
import { type Observable, of } from 'rxjs';
import { isNetworkLost, OUTAGE_CHECK, type OutageCheck } from '../outage.js';
import { InvalidCommand } from './invalid-command.js';

/** Turns what a command handler throws into a reply, so that the caller always gets a value. */
@Catch()
export class CommandRefusalFilter implements RpcExceptionFilter<unknown> {
  private readonly logger = new Logger('Command');

  constructor(@Optional() @Inject(OUTAGE_CHECK) private readonly isOutage: OutageCheck = isNetworkLost) {}

  catch(error: unknown, host: ArgumentsHost): Observable<Reply<never>> {
    if (error instanceof InvalidCommand) return of(refused('invalid_request', { errors: error.errors }));
    const subject = host.switchToRpc().getContext<NatsContext>().getSubject();
    if (this.isOutage(error)) {
      this.logger.warn(`${subject}: ${error instanceof Error ? error.message : 'infrastructure is lost'}`);
      return of(refused('service_unavailable'));
    }
    this.logger.error(`${subject} failed`, error instanceof Error ? error.stack : String(error));
    return of(refused('internal_error'));
  }
}
