import { printable } from '@meshpair/contracts';

/** One of pino's lines, as it was written. */
interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly name: string;
  readonly msg?: string;
  readonly context?: string;
  readonly stack?: string;
  readonly err?: { readonly stack?: string; readonly message?: string };
}

/**
 * A log line for a person: the time, which service, what is grave about it, and the text. Facts are shown where no
 * text tells them, and beside what is grave. What goes on in further lines is indented.
 */
export function readableLine(json: string): string {
  const { time, level, name, msg, context, stack, err, ...facts } = JSON.parse(json) as LogLine;
  const isPlain = level === 'info' && msg !== undefined;
  const parts = [
    clockOf(time),
    name,
    ...(level === 'info' ? [] : [level.toUpperCase()]),
    ...(isPlain || context === undefined ? [] : [`${context}:`]),
    ...(msg === undefined ? [] : [msg]),
    ...(isPlain ? [] : factsOf(facts)),
  ];
  const trace = level === 'warn' ? undefined : (err?.stack ?? stack);
  const text = [parts.join(' '), ...(trace === undefined ? [] : [trace])].join('\n');
  return `${printable(text).replaceAll('\n', '\n    ')}\n`;
}

/** Here, as the clock on the wall. */
function clockOf(time: string): string {
  const at = new Date(time);
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

const factsOf = (facts: object): readonly string[] =>
  Object.entries(facts)
    .filter(([key]) => key !== 'pid' && key !== 'hostname')
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
