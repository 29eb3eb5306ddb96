import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import type { Settings } from '@meshpair/settings';
import { readableLine } from './readable-line.js';
import { CENSORED, REDACTED_PATHS, redactText } from './redact.js';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Nest's own accounts of its steps: every route, module and connection, some two hundred lines a start. */
const STEP_CONTEXTS: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'NestApplication',
  'NestMicroservice',
  'InstanceLoader',
  'RouterExplorer',
  'RoutesResolver',
  'GraphQLModule',
  'ClientNats',
  'Server',
]);

/** Nest's logger on pino: a JSON line (or a readable one) for each message, secrets taken out. */
export class ServiceLogger implements LoggerService {
  constructor(readonly pino: PinoLogger) {}

  log(message: unknown, ...more: readonly unknown[]): void {
    this.write(STEP_CONTEXTS.has(more.at(-1)) ? 'trace' : 'info', message, more);
  }

  warn(message: unknown, ...more: readonly unknown[]): void {
    this.write('warn', message, more);
  }

  error(message: unknown, ...more: readonly unknown[]): void {
    this.write('error', message, more);
  }

  fatal(message: unknown, ...more: readonly unknown[]): void {
    this.write('fatal', message, more);
  }

  debug(message: unknown, ...more: readonly unknown[]): void {
    this.write('debug', message, more);
  }

  verbose(message: unknown, ...more: readonly unknown[]): void {
    this.write('trace', message, more);
  }

  /** Nest passes `(message, …details, context)`; the details of an error are its stack. */
  private write(level: Level, message: unknown, more: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const texts = more.filter((item): item is string => typeof item === 'string');
    const context = texts.at(-1)?.includes('\n') ? undefined : texts.at(-1);
    const stack = texts.find((text) => text.includes('\n'));
    const error = [message, ...more].find((item) => item instanceof Error);
    const fields = {
      ...more.find(isPlain),
      ...(isPlain(message) && message),
      ...(context !== undefined && { context }),
      ...(stack !== undefined && { stack: redactText(stack) }),
      ...(error && { err: error }),
    };
    this.pino[level](fields, messageOf(message));
  }
}

/**
 * The logger of one process, as `LOG_LEVEL` and `LOG_FORMAT` say; readable in a terminal when nothing is said. Writes to
 * the standard output unless told otherwise.
 */
export function createLogger(
  settings: Pick<Settings, 'LOG_LEVEL' | 'LOG_FORMAT'>,
  name: string,
  destination?: DestinationStream,
): ServiceLogger {
  const options = {
    name,
    level: settings.LOG_LEVEL,
    redact: { paths: [...REDACTED_PATHS], censor: CENSORED },
    serializers: { err: describeError },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const output = destination ?? pino.destination({ fd: 1, sync: true });
  const format = settings.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json');
  return new ServiceLogger(pino(options, format === 'pretty' ? readable(output) : output));
}

/** Formats in the same breath: a stream in between would lose the last lines of a process that ends. */
const readable = (output: DestinationStream): DestinationStream => ({
  write: (line) => output.write(readableLine(line)),
});

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Error) && !Array.isArray(value);

function messageOf(message: unknown): string | undefined {
  if (message instanceof Error) return redactText(message.message);
  if (isPlain(message)) return undefined;
  return redactText(String(message));
}

/** Only what explains an error: database errors carry statements and parameters as fields. */
const describeError = (error: unknown): unknown =>
  error instanceof Error
    ? {
        type: error.name,
        message: redactText(error.message),
        stack: redactText(error.stack ?? ''),
        ...('code' in error && { code: String(error.code) }),
      }
    : redactText(String(error));
