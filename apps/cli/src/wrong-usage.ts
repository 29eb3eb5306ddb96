import { CommandFailure, EXIT } from './exit-codes.js';
import { didYouMean } from './output/near-misses.js';

/** What yargs hands to a `fail` function as the third argument, whatever its types say. */
export interface YargsUsage {
  getCommands(): readonly (readonly [command: string, ...rest: unknown[]])[];
  getDescriptions(): Readonly<Record<string, unknown>>;
  getUsage(): readonly (readonly [usage: string, ...rest: unknown[]])[];
}

/** What is wrong with a command line, in words that name the argument. */
export const wrongUsage = (message: string | null, usage: YargsUsage): CommandFailure =>
  new CommandFailure(inWords(message ?? 'Wrong usage', usage), EXIT.usage, 'usage');

function inWords(message: string, usage: YargsUsage): string {
  const [, subject = '', given = ''] = /^([^:]+): (.*)$/s.exec(message) ?? [];
  if (/^Unknown command/.test(subject)) return unknownCommand(given, usage);
  if (/^Unknown argument/.test(subject)) return unknownOption(given, usage);
  if (message.startsWith('Not enough non-option arguments')) return missingArguments(message, usage);
  if (subject === 'Not enough arguments following') return `--${given} needs a value`;
  const choice = /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(message);
  if (choice)
    return `${dashedUnlessPositional(choice[1] ?? '', usage)} cannot be ${choice[2]}: choose one of ${choice[3]}`;
  return message;
}

function unknownCommand(given: string, usage: YargsUsage): string {
  const [word = ''] = given.split(', ');
  const commands = usage.getCommands().map(([command]) => command.split(' ')[0] ?? '');
  if (commands.length === 0) return `One argument too many: ${word}`;
  return `There is no command ${word}.${didYouMean(word, commands) || ' --help tells the commands.'}`;
}

function unknownOption(given: string, usage: YargsUsage): string {
  // An option of several words is told twice, once in camelCase.
  const [name = ''] = given.split(', ');
  const known = Object.keys(usage.getDescriptions()).map(dashed);
  return `There is no option ${dashed(name)}.${didYouMean(dashed(name), known) || ' --help tells the options.'}`;
}

const dashed = (key: string): string => (key.length === 1 ? `-${key}` : `--${key}`);

const dashedUnlessPositional = (key: string, usage: YargsUsage): string =>
  new RegExp(`[<[]${key}[>\\]]`).test(usageLine(usage)) ? `<${key}>` : dashed(key);

const usageLine = (usage: YargsUsage): string => (usage.getUsage()[0]?.[0] ?? '').replace('$0', 'meshpair');

function missingArguments(message: string, usage: YargsUsage): string {
  const got = Number(/got (\d+)/.exec(message)?.[1] ?? 0);
  const line = usageLine(usage);
  const missing = (line.match(/<[^>]+>/g) ?? []).slice(got).join(' and ');
  return `Missing ${missing || 'an argument'}: ${line}`;
}
