import { connectToNats } from '@meshpair/messaging';
import type { Material } from './material.js';
import type { NatsInput } from './nats-inputs.js';

type Connection = Awaited<ReturnType<typeof connectToNats>>;

/** A service's reply to a command; undefined where none is owed. */
export interface NatsOutcome {
  readonly reply: Readonly<Record<string, unknown>> | undefined;
}

const DEADLINE_MS = 15_000;

export class NatsSender {
  private constructor(
    private readonly connection: Connection,
    private readonly material: Material,
  ) {}

  static async connect(natsUrl: string, material: Material): Promise<NatsSender> {
    return new NatsSender(await connectToNats(natsUrl, 'fuzz'), material);
  }

  async send(input: NatsInput): Promise<NatsOutcome> {
    const bytes =
      'text' in input.payload
        ? input.payload.text
        : JSON.stringify(this.material.resolve(input.payload.json));
    if (!input.expectsReply) {
      this.connection.publish(input.subject, bytes);
      return { reply: undefined };
    }
    const message = await this.connection.request(input.subject, bytes, { timeout: DEADLINE_MS });
    return { reply: message.json<Record<string, unknown>>() };
  }

  /** Resolves when the server has everything that was sent. */
  flush(): Promise<void> {
    return this.connection.flush();
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
