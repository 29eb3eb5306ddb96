import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { readSettings, type Settings, SettingsError } from '@meshpair/settings';
import { createLogger, type ServiceLogger } from './logger.js';
import { Readiness } from './readiness.js';

/** A service that does not stop within this time is ended. */
const HARD_EXIT_MS = 10_000;

/** What a service is built from. */
export interface ServiceContext {
  readonly settings: Settings;
  readonly logger: ServiceLogger;
  /** Provide it to the application, so that its health route can ask. */
  readonly readiness: Readiness;
}

/** A started service; any Nest application is one. */
export interface RunningService {
  close(signal?: string): Promise<void>;
}

/**
 * Runs a service in this process: reads the settings, lets `factory` build and start the application (listening
 * included), says `ready`, and stops it gracefully at SIGTERM, SIGINT or the end of its parent. A bad setting is
 * printed and ends the process with 1, as does a start that fails.
 */
export async function runService(
  name: string,
  factory: (context: ServiceContext) => Promise<RunningService>,
): Promise<void> {
  const settings = settingsOrExit();
  const logger = createLogger(settings, name);
  const readiness = new Readiness();
  const life = new ServiceLife(logger, readiness);
  life.followSignals();
  try {
    if (settings.HEALTH_SOCKET !== undefined) await serveHealth(settings.HEALTH_SOCKET, readiness);
    life.started(await factory({ settings, logger, readiness }));
  } catch (error) {
    if (error instanceof SettingsError) printAndExit(error);
    logger.fatal(error);
    process.exit(1);
  }
}

/**
 * Tells whoever connects to the unix socket what keeps this process from working, as a JSON array of names, and hangs
 * up: `ask-health.ts` is the other side. It keeps no process alive.
 */
export async function serveHealth(path: string, readiness: Pick<Readiness, 'missing'>): Promise<Server> {
  // Of a process that was killed.
  await rm(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    readiness.missing().then(
      (missing) => socket.end(JSON.stringify(missing)),
      () => socket.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return server.unref();
}

class ServiceLife {
  private service: RunningService | undefined;
  private isStopping = false;

  constructor(
    private readonly logger: ServiceLogger,
    private readonly readiness: Readiness,
  ) {}

  followSignals(): void {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void this.stop(signal));
    process.on('disconnect', () => void this.stop('SIGTERM'));
    process.on('message', answerPing);
    process.on('uncaughtException', (error) => {
      this.logger.fatal(error);
      process.exit(1);
    });
  }

  started(service: RunningService): void {
    this.service = service;
    this.readiness.markReady();
    this.logger.log('ready');
    process.send?.({ type: 'ready' });
  }

  private async stop(signal: NodeJS.Signals): Promise<void> {
    if (this.isStopping) return;
    this.isStopping = true;
    this.readiness.markStopping();
    this.logger.debug('stopping');
    setTimeout(() => {
      this.logger.fatal('not stopped in time');
      process.exit(1);
    }, HARD_EXIT_MS).unref();
    try {
      await this.service?.close(signal);
    } catch (error) {
      this.logger.error(error);
      process.exit(1);
    }
    this.logger.debug('stopped');
    process.exit(0);
  }
}

/** The supervisor asks whether this process's event loop turns. */
function answerPing(message: unknown): void {
  if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'ping')
    process.send?.({ type: 'pong' });
}

function settingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    return printAndExit(error);
  }
}

function printAndExit(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
