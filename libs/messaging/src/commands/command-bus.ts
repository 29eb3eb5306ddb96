import { setTimeout as delay } from 'node:timers/promises';
import { errors } from '@nats-io/transport-node';
import {
  type DynamicModule,
  Logger,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Command, Reply } from '@meshpair/contracts';
import { refused } from '@meshpair/contracts';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { AnswerLost, PipelinedNatsClient, RemoteFailure } from './pipelined-nats-client.js';

export const DEFAULT_DEADLINE_MS = 5000;

/** Commands that wait for their answer at once: twice what a gateway has in flight, and more than its streams ask. */
export const MAX_PENDING_COMMANDS = 1024;

/** How long the start waits for NATS before it goes on without. */
const FIRST_CONNECT_MS = 1000;

export interface CommandBusOptions {
  readonly natsUrl: string;
  /** The connection's name in the server's monitoring. */
  readonly name: string;
  /** How long a command may take, unless `send` says otherwise. */
  readonly deadlineMs?: number;
  /** Commands that wait for their answer at most; `MAX_PENDING_COMMANDS` unless told. */
  readonly maxPending?: number;
  /** Told of every reply: `ok`, or the code of the refusal. */
  readonly onReply?: (subject: string, outcome: string) => void;
}

/** Sends commands to whichever replica takes them. Requests are pipelined over one connection. */
export class CommandBus implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(CommandBus.name);
  private readonly client: PipelinedNatsClient;
  private readonly deadlineMs: number;
  private readonly maxPending: number;
  private pending = 0;
  private readonly onReply: CommandBusOptions['onReply'];
  private isClosing = false;

  constructor({
    natsUrl,
    name,
    deadlineMs = DEFAULT_DEADLINE_MS,
    maxPending = MAX_PENDING_COMMANDS,
    onReply,
  }: CommandBusOptions) {
    this.client = new PipelinedNatsClient(natsConnectionOptions(natsUrl, name));
    this.deadlineMs = deadlineMs;
    this.maxPending = maxPending;
    this.onReply = onReply;
  }

  /** Connects. NATS may be away: the bus then refuses commands until it is there. */
  async onModuleInit(): Promise<void> {
    const connected = this.client.connect().catch((error: unknown) => {
      if (!this.isClosing) this.logger.error(`No connection to NATS: ${String(error)}`);
    });
    await Promise.race([connected, delay(FIRST_CONNECT_MS, undefined, { ref: false })]);
  }

  status(): 'connected' | 'disconnected' {
    return this.client.connected ? 'connected' : 'disconnected';
  }

  /**
   * The command's reply. `service_unavailable` when too many are pending, nobody takes the command, NATS is away or is
   * lost before the answer, or the deadline passes; the command may then have been run. `internal_error` when it failed
   * unexpectedly.
   */
  async send<Request, Answer>(
    command: Command<Request, Answer>,
    request: Request,
    { deadlineMs = this.deadlineMs }: { readonly deadlineMs?: number } = {},
  ): Promise<Reply<Answer>> {
    const reply = await this.ask(command, request, deadlineMs);
    this.onReply?.(command.subject, reply.ok ? 'ok' : reply.error.code);
    return reply;
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    await this.client.close();
  }

  private async ask<Request, Answer>(
    command: Command<Request, Answer>,
    request: Request,
    deadlineMs: number,
  ): Promise<Reply<Answer>> {
    if (!this.client.connected || this.pending >= this.maxPending) return refused('service_unavailable');
    this.pending += 1;
    try {
      return (await this.client.request(command.subject, request, deadlineMs)) as Reply<Answer>;
    } catch (error) {
      this.logger.warn(
        `${command.subject}: ${error instanceof Error ? `${error.name}: ${error.message}` : 'failed'}`,
      );
      if (error instanceof RemoteFailure) return refused('internal_error');
      if (isUnreachable(error)) return refused('service_unavailable');
      throw error;
    } finally {
      this.pending -= 1;
    }
  }
}

/** Provides the `CommandBus` to the whole application. */
@Module({})
export class CommandBusModule {
  static forRoot(options: CommandBusOptions): DynamicModule {
    return {
      module: CommandBusModule,
      global: true,
      providers: [{ provide: CommandBus, useFactory: () => new CommandBus(options) }],
      exports: [CommandBus],
    };
  }
}

const UNREACHABLE = [
  AnswerLost,
  errors.ClosedConnectionError,
  errors.ConnectionError,
  errors.DrainingConnectionError,
  errors.NoRespondersError,
  errors.RequestError,
  errors.TimeoutError,
] as const;

const isUnreachable = (error: unknown): boolean => UNREACHABLE.some((kind) => error instanceof kind);
