import type { z } from 'zod';

/** A request-reply command: its NATS subject, the schema of its request, and (as a type) what it answers. */
export interface Command<Request, Answer> {
  readonly subject: string;
  readonly request: z.ZodType<Request>;
  /** Type only; never set. */
  readonly answer?: Answer;
}

export type RequestOf<C> = C extends Command<infer Request, unknown> ? Request : never;
export type AnswerOf<C> = C extends Command<unknown, infer Answer> ? Answer : never;

/** Names a command. Curried, so that the request's type comes from the schema and the answer's from the caller. */
export const command =
  <Request>(subject: string, request: z.ZodType<Request>) =>
  <Answer>(): Command<Request, Answer> => ({ subject, request });
