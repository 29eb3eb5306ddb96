import { HttpException } from '@nestjs/common';
import { type CommandError, type ProblemCode, PROBLEMS, type Reply } from '@meshpair/contracts';

/** A refusal on its way to the client; `ProblemFilter` sends it as RFC 9457. */
export class ProblemException extends HttpException {
  constructor(readonly refusal: CommandError) {
    super(PROBLEMS[refusal.code].title, PROBLEMS[refusal.code].status);
  }
}

/** An exception for one code. */
export const problem = (code: ProblemCode, more: Omit<CommandError, 'code'> = {}): ProblemException =>
  new ProblemException({ code, ...more });

/** The value of a reply; a refused one is thrown as a `ProblemException`. */
export function valueOf<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  throw new ProblemException(reply.error);
}
