import type { Command } from '@meshpair/contracts';
import { applyDecorators, StandardSchemaValidationPipe, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { CommandRefusalFilter, InvalidCommand } from './command-refusal.filter.js';

const validation = new StandardSchemaValidationPipe({
  exceptionFactory: (issues) => InvalidCommand.of(issues),
});

/** Answers a command. The method returns a `Reply`; what it throws becomes one by the `CommandRefusalFilter`. */
export const CommandHandler = <Request, Answer>(command: Command<Request, Answer>): MethodDecorator =>
  applyDecorators(MessagePattern(command.subject), UseFilters(CommandRefusalFilter));

/** The command's request, checked by its schema. */
export const CommandRequest = <Request, Answer>(command: Command<Request, Answer>): ParameterDecorator =>
  Payload({ schema: command.request, pipes: [validation] });
