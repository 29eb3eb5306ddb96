import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** A client that does not take the end of its stream is cut off after this time. */
const LINGER_MS = 1_000;

/** What an event goes by in its stream: a client that has it goes on after it (`Last-Event-ID`). */
export type EventId = string | number;

/** Answers with an open `text/event-stream`; from here on the response is the caller's. */
export function startEventStream(reply: FastifyReply): ServerResponse {
  const response = reply.hijack().raw;
  const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };
  response.writeHead(200, headers as Record<string, string>);
  response.flushHeaders();
  return response;
}

/** An open `text/event-stream`. */
export class LiveStream<Id extends EventId> {
  private wasStalled = false;

  /** `lastId`: the last event that the client has; what is read next begins after it. */
  constructor(
    private readonly response: ServerResponse,
    public lastId: Id,
  ) {}

  get isOpen(): boolean {
    return !this.response.writableEnded && !this.response.destroyed;
  }

  write(id: Id, event: { readonly type: string }): void {
    if (!this.isOpen) return;
    this.lastId = id;
    this.response.write(`id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  /** Resolves when the client has room for more, or is gone. */
  async drained(): Promise<void> {
    if (!this.response.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.response.off('drain', done).off('close', done);
        resolve();
      };
      this.response.on('drain', done).on('close', done);
    });
  }

  /** Keeps the connection. A client that has not read since the last beat is cut off; it may come back where it was. */
  beat(): void {
    const isStalled = this.response.writableNeedDrain;
    if (isStalled && this.wasStalled) return void this.response.destroy();
    this.wasStalled = isStalled;
    if (!isStalled && this.isOpen) this.response.write(': still here\n\n');
  }

  end(): void {
    if (!this.response.writableEnded) this.response.end();
  }

  /** The reader is not allowed to go on; the refusal is the answer to the next request. */
  refuse(): void {
    if (this.response.writableEnded) return;
    this.response.end(': ask again\n\n');
    setTimeout(() => this.response.destroy(), LINGER_MS).unref();
  }
}
