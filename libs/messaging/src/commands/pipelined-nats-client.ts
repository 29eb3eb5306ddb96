import type { NatsConnection } from '@nats-io/transport-node';
import { ClientNats, type WritePacket } from '@nestjs/microservices';
import { connectWhenUp } from '../nats/connect-when-up.js';
import type { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { RequestInbox } from '../nats/request-inbox.js';

/** The other side took the command and failed outside its handler. */
export class RemoteFailure extends Error {
  override readonly name = 'RemoteFailure';
}

/** The connection was lost before the answer came: the command may have been run or not. */
export class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
}

/**
 * Nest's NATS client with its own packets, but one reply inbox for all requests: `ClientNats` subscribes and
 * unsubscribes for each, which costs the server three messages a request instead of one.
 */
export class PipelinedNatsClient extends ClientNats {
  private isConnected = false;
  private readonly closing = new AbortController();
  private inbox: RequestInbox | undefined;
  private count = 0;

  constructor(private readonly connecting: ReturnType<typeof natsConnectionOptions>) {
    super(connecting);
    this.status.subscribe((status) => this.follow(String(status) === 'connected'));
  }

  get connected(): boolean {
    return this.isConnected && !this.closing.signal.aborted;
  }

  override async createClient(): Promise<NatsConnection> {
    const connection = await connectWhenUp(this.connecting, this.closing.signal);
    this.inbox = new RequestInbox(connection, this.connecting.inboxPrefix);
    return connection;
  }

  override async close(): Promise<void> {
    this.closing.abort();
    this.inbox?.close();
    await super.close();
  }

  /** Rejects with a NATS error (no responder, deadline, closed), `AnswerLost` or `RemoteFailure`. */
  async request(pattern: string, data: unknown, deadlineMs: number): Promise<unknown> {
    if (this.inbox === undefined) throw new AnswerLost('not connected to NATS');
    this.count += 1;
    const packet = JSON.stringify({ pattern, data, id: this.count.toString(36) });
    const message = await this.inbox.request(pattern, packet, { deadlineMs });
    const answer = message.json<WritePacket>();
    if (answer.err !== undefined && answer.err !== null) throw new RemoteFailure(describe(answer.err));
    return answer.response;
  }

  private follow(isConnected: boolean): void {
    this.isConnected = isConnected;
    if (!isConnected) this.inbox?.fail(() => new AnswerLost('the connection to NATS was lost'));
  }
}

const describe = (error: unknown): string => (typeof error === 'string' ? error : 'the command failed');
