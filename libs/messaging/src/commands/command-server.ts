import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import {
  type ConsumerDeserializer,
  type CustomStrategy,
  type IncomingRequest,
  type MessageHandler,
  type NatsContext,
  type NatsOptions,
  ServerNats,
  type WritePacket,
} from '@nestjs/microservices';
import { InHand, within } from '../in-hand.js';
import { connectWhenUp } from '../nats/connect-when-up.js';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';

/** How long a closing server waits for the commands in hand. */
const GRACE_MS = 8000;

type Publish = (packet: WritePacket) => unknown;

/** What a service listens with to answer commands; replicas with the same queue share them. */
export const commandServerOptions = (natsUrl: string, queue: string): CustomStrategy => ({
  strategy: new CommandServer({
    ...natsConnectionOptions(natsUrl, `commands:${queue}`),
    queue,
    deserializer: new CommandDeserializer(),
  }),
});

/** Whether a message was sent as a request: on the subject where it arrives, to be answered into an inbox. */
const isRequest = (channel: string, { subject, reply = '' }: Msg): boolean =>
  subject === channel && reply.startsWith('_INBOX.');

/** Takes what was made as this command. Text that is stored under another subject may arrive on this one. */
class CommandDeserializer implements ConsumerDeserializer {
  deserialize(message: Msg, options: Readonly<Record<string, unknown>> = {}): IncomingRequest {
    const packet = message.json<Partial<IncomingRequest> | null>();
    if (typeof packet?.id !== 'string' || packet.pattern !== options['channel']) throw new SyntaxError();
    return packet as IncomingRequest;
  }
}

/**
 * Nest's NATS server for commands only: events do not come this way. It closes as soon as the commands
 * in hand are answered, where `ServerNats` always sleeps for its whole grace period.
 */
export class CommandServer extends ServerNats {
  private readonly inHand = new InHand<Msg>();
  private readonly taking: Subscription[] = [];
  private readonly closing = new AbortController();

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

  override bindEvents(connection: NatsConnection): void {
    for (const subject of this.messageHandlers.keys()) {
      const callback = this.getMessageHandler(subject) as (error: Error | null, message: Msg) => void;
      this.taking.push(connection.subscribe(subject, { queue: this.settings.queue, callback }));
    }
  }

  override async handleMessage(channel: string, message: Msg): Promise<unknown> {
    if (!isRequest(channel, message)) return this.logger.warn(`${channel}: passed over what is no request`);
    this.inHand.add(message);
    try {
      return await super.handleMessage(channel, message);
    } catch (error) {
      this.inHand.delete(message);
      // A parse error quotes the message, which may hold a secret.
      throw error instanceof SyntaxError ? new Error(`${channel}: not a command packet`) : error;
    }
  }

  override getPublisher(message: Msg, id: string, context: NatsContext): Publish {
    const publish: Publish = super.getPublisher(message, id, context);
    return (packet) => {
      if (packet.isDisposed) this.inHand.delete(message);
      return publish(packet);
    };
  }

  override async close(): Promise<void> {
    this.closing.abort();
    await within(GRACE_MS, Promise.allSettled(this.taking.map((subscription) => subscription.drain())));
    await this.inHand.finish(GRACE_MS);
    await super.close();
  }
}
