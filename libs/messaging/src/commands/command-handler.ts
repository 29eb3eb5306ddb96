import {
  type ArgumentsHost,
  Catch,
  Inject,
  Logger,
  Optional,
  type RpcExceptionFilter,
  StandardSchemaValidationPipe,
  UseFilters,
} from '@nestjs/common';
import { MessagePattern, type NatsContext, Payload } from '@nestjs/microservices';
import { type Observable, of } from 'rxjs';
import { type Command, type FieldError, refused, type Reply } from '@meshpair/contracts';
import { isNetworkLost, OUTAGE_CHECK, type OutageCheck } from '../outage.js';

/** One complaint of a Standard Schema. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A command whose request does not have the shape that its schema asks for. */
class InvalidCommand extends Error {
  override readonly name = 'InvalidCommand';

  constructor(readonly errors: readonly FieldError[]) {
    super('the request does not have the shape of the command');
  }

  static of(issues: readonly Issue[]): InvalidCommand {
    return new InvalidCommand(issues.map(({ path, message }) => ({ field: fieldOf(path), message })));
  }
}

const fieldOf = (path: Issue['path']): string =>
  path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.') || 'body';

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

const validation = new StandardSchemaValidationPipe({
  exceptionFactory: (issues) => InvalidCommand.of(issues),
});

/**
 * Answers a command: the method takes the request, checked by its schema, and returns the `Reply`, as the compiler
 * sees to. What it throws becomes a reply by the `CommandRefusalFilter`.
 */
export const CommandHandler =
  <Request, Answer>(command: Command<Request, Answer>) =>
  <Method extends (request: Request) => Promise<Reply<Answer>>>(
    target: object,
    name: string,
    method: TypedPropertyDescriptor<Method>,
  ): void => {
    Payload({ schema: command.request, pipes: [validation] })(target, name, 0);
    MessagePattern(command.subject)(target, name, method);
    UseFilters(CommandRefusalFilter)(target, name, method);
  };
