import { createInbox, errors, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';

interface Waiting {
  readonly subject: string;
  readonly deadline: number;
  readonly resolve: (answer: Msg) => void;
  readonly reject: (error: Error) => void;
}

/** How late a deadline may be noticed. */
const SWEEP_MS = 50;

/** The status of an answer that the server gives itself: nobody listens on the subject. */
const NO_RESPONDERS = 503;

export interface RequestOptions {
  readonly deadlineMs: number;
  readonly headers?: MsgHdrs;
}

/**
 * Requests whose answers come by one subscription, as with `connection.request`, without what that makes for each of
 * them: an error with its stack, a second promise and a timer.
 */
export class RequestInbox {
  private readonly waiting = new Map<string, Waiting>();
  private readonly prefix: string;
  private readonly sweep: NodeJS.Timeout;
  private count = 0;

  constructor(
    private readonly connection: NatsConnection,
    /** Begins the inbox (`natsConnectionOptions`); `_INBOX` unless given. */
    inboxPrefix?: string,
  ) {
    this.prefix = `${createInbox(inboxPrefix)}.`;
    connection.subscribe(`${this.prefix}*`, { callback: (error, message) => this.take(error, message) });
    this.sweep = setInterval(() => this.giveUpLate(), SWEEP_MS).unref();
  }

  /** Rejects with `NoRespondersError`, with `TimeoutError`, or with what publishing threw. */
  request(subject: string, data: string, { deadlineMs, headers }: RequestOptions): Promise<Msg> {
    return new Promise((resolve, reject) => {
      this.count += 1;
      const token = this.count.toString(36);
      this.connection.publish(subject, data, { reply: this.prefix + token, headers });
      this.waiting.set(token, { subject, resolve, reject, deadline: performance.now() + deadlineMs });
    });
  }

  /** Ends all that still wait for their answers. */
  fail(error: () => Error): void {
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(error());
  }

  close(): void {
    clearInterval(this.sweep);
    this.fail(() => new errors.ClosedConnectionError());
  }

  private take(error: Error | null, message: Msg): void {
    if (error) return;
    const token = message.subject.slice(this.prefix.length);
    const waiting = this.waiting.get(token);
    if (!waiting) return;
    this.waiting.delete(token);
    if (message.data.length === 0 && message.headers?.code === NO_RESPONDERS)
      waiting.reject(new errors.NoRespondersError(waiting.subject));
    else waiting.resolve(message);
  }

  private giveUpLate(): void {
    const now = performance.now();
    for (const [token, { deadline, reject }] of this.waiting) {
      if (deadline > now) continue;
      this.waiting.delete(token);
      reject(new errors.TimeoutError());
    }
  }
}
