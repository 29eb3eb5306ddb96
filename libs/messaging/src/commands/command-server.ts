import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import {
  type CustomStrategy,
  type MessageHandler,
  NatsContext,
  type NatsOptions,
  ServerNats,
  type WritePacket,
} from '@nestjs/microservices';
import { firstValueFrom, isObservable } from 'rxjs';
import { InHand, within } from '../in-hand.js';
import { connectWhenUp } from '../nats/connect-when-up.js';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';

/** How long a closing server waits for the commands in hand. */
const GRACE_MS = 8000;

/** What a service listens with to answer commands; replicas with the same queue share them. */
export const commandServerOptions = (natsUrl: string, queue: string): CustomStrategy => ({
  strategy: new CommandServer({
    ...natsConnectionOptions(natsUrl, `commands:${queue}`),
    queue,
  }),
});

/** Whether a message was sent as a request: on the subject where it arrives, to be answered into an inbox. */
const isRequest = (channel: string, { subject, reply = '' }: Msg): boolean =>
  subject === channel && reply.startsWith('_INBOX.');

interface CommandPacket {
  readonly id: string;
  readonly data: unknown;
}

/**
 * Takes what was made as this command. Text that is stored under another subject may arrive on this one. A parse error
 * would quote the message, which may hold a secret.
 */
function packetOf(channel: string, message: Msg): CommandPacket {
  try {
    const packet = message.json<Partial<CommandPacket & { readonly pattern: unknown }> | null>();
    if (typeof packet?.id === 'string' && packet.pattern === channel) return packet as CommandPacket;
  } catch {
    // Not JSON.
  }
  throw new Error(`${channel}: not a command packet`);
}

const answer = (message: Msg, packet: WritePacket & { readonly id: string }): boolean =>
  message.respond(JSON.stringify(packet));

/**
 * Nest's NATS server for commands only: events do not come this way. It closes as soon as the commands
 * in hand are answered, where `ServerNats` always sleeps for its whole grace period.
 */
export class CommandServer extends ServerNats {
  private readonly inHand = new InHand<Msg>();
  private readonly taking: Subscription[] = [];
  private readonly closing = new AbortController();
  private heard = Promise.resolve();

  constructor(private readonly settings: NonNullable<NatsOptions['options']>) {
    super(settings);
  }

  override createNatsClient(): Promise<NatsConnection> {
    return connectWhenUp(this.settings, this.closing.signal);
  }

  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    if (!isEventHandler) super.addHandler(pattern, callback, isEventHandler, extras);
  }

  /** Listens as soon as NATS knows of each subject: a caller who is told of it earlier finds nobody. */
  override start(callback: (error?: unknown) => void): void {
    super.start(() => void this.heard.then(() => callback(), callback));
  }

  override bindEvents(connection: NatsConnection): void {
    for (const subject of this.messageHandlers.keys()) {
      const callback = this.getMessageHandler(subject) as (error: Error | null, message: Msg) => void;
      this.taking.push(connection.subscribe(subject, { queue: this.settings.queue, callback }));
    }
    this.heard = connection.flush();
  }

  override async handleMessage(channel: string, message: Msg): Promise<unknown> {
    if (!isRequest(channel, message)) return this.logger.warn(`${channel}: passed over what is no request`);
    const { id, data } = packetOf(channel, message);
    this.inHand.add(message);
    try {
      const response = await this.responseTo(channel, data, message);
      return answer(message, { response, isDisposed: true, id });
    } catch (error) {
      answer(message, { err: 'Internal server error', status: 'error', isDisposed: true, id });
      throw error;
    } finally {
      this.inHand.delete(message);
    }
  }

  /** What the handler, or a filter in its stead, returns. The subject is the key: Nest would try to read it as JSON. */
  private async responseTo(channel: string, data: unknown, message: Msg): Promise<unknown> {
    const result: unknown = await this.messageHandlers.get(channel)?.(
      data,
      new NatsContext([channel, message.headers]),
    );
    return isObservable(result) ? firstValueFrom(result) : result;
  }

  override async close(): Promise<void> {
    this.closing.abort();
    await within(GRACE_MS, Promise.allSettled(this.taking.map((subscription) => subscription.drain())));
    await this.inHand.finish(GRACE_MS);
    await super.close();
  }
}
