import { StandardSchemaValidationPipe, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Command, Reply } from '@meshpair/contracts';
import { CommandRefusalFilter, InvalidCommand } from './command-refusal.filter.js';

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
