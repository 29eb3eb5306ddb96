import type { z } from 'zod';

/** A request-reply command: its NATS subject and the schemas of its request and of what it answers. */
export interface Command<Request, Answer> {
  readonly subject: string;
  readonly request: z.ZodType<Request>;
  /** What the types say, and the description of the API; nobody checks a service's answer as it runs. */
  readonly answer: z.ZodType<Answer>;
}

export type RequestOf<C> = C extends Command<infer Request, unknown> ? Request : never;
/** Those of a group of commands, by their names. */
export type RequestsOf<Commands> = { readonly [Name in keyof Commands]: RequestOf<Commands[Name]> };

export type AnswerOf<C> = C extends Command<unknown, infer Answer> ? Answer : never;

export const command = <Request, Answer>(
  subject: string,
  request: z.ZodType<Request>,
  answer: z.ZodType<Answer>,
): Command<Request, Answer> => ({ subject, request, answer });
