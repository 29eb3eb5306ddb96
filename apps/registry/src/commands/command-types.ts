import type { AnswerOf, registryCommands, Reply, RequestOf } from '@meshpair/contracts';

type Commands = typeof registryCommands;

type CommandName = {
  [Name in keyof Commands]: Commands[Name] extends { subject: string } ? Name : never;
}[keyof Commands];

export type Request<Name extends CommandName> = RequestOf<Commands[Name]>;
export type Answer<Name extends CommandName> = Promise<Reply<AnswerOf<Commands[Name]>>>;
