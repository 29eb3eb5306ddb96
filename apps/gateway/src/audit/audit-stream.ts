import type { AuditPage } from '@meshpair/contracts';
import type { ServerResponse } from 'node:http';
import { eventBlock } from '../pairing/event-stream.js';
import { endRefused } from '../pairing/start-event-stream.js';

const HEARTBEAT_MS = 15_000;

/** An event can be read once every transaction that was older than its own is over: a little later, at times. */
const LOOK_AGAIN_MS = [100, 1_000];

export interface AuditSource {
  /** The events after a cursor; undefined when they cannot be had now. */
  read(after: string): Promise<AuditPage | undefined>;
}

/** Writes an owner's events to a response as they come, each once, and no faster than the client takes them. */
export class AuditStream {
  private isReading = false;
  private mustReadAgain = false;
  private wasStalled = false;
  private looks: readonly NodeJS.Timeout[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    private readonly source: AuditSource,
    private cursor: string,
  ) {
    this.timer = setInterval(() => void this.beat(), HEARTBEAT_MS);
  }

  /** Writes a page; resolves when the client has room for more. */
  async write({ items, cursors, end }: AuditPage): Promise<void> {
    for (const [index, event] of items.entries())
      this.response.write(eventBlock(event, cursors[index] ?? end));
    this.cursor = end;
    if (this.response.writableNeedDrain) await this.drained();
  }

  /** Something has changed: reads now, and once more for what cannot be read yet. */
  changed(): void {
    this.looks.forEach(clearTimeout);
    this.looks = LOOK_AGAIN_MS.map((wait) => setTimeout(() => void this.wake(), wait));
    void this.wake();
  }

  /** Reads all that is new. Calls while a read is under way lead to one more read. */
  async wake(): Promise<void> {
    this.mustReadAgain = true;
    if (this.isReading) return;
    this.isReading = true;
    try {
      while (this.mustReadAgain && !this.response.writableEnded && !this.response.destroyed) {
        this.mustReadAgain = false;
        const page = await this.source.read(this.cursor);
        if (page === undefined) return;
        await this.write(page);
        this.mustReadAgain ||= page.nextCursor !== null;
      }
    } finally {
      this.isReading = false;
    }
  }

  end(): void {
    clearInterval(this.timer);
    this.looks.forEach(clearTimeout);
    if (!this.response.writableEnded) this.response.end();
  }

  /** The reader is not allowed to go on. */
  refuse(): void {
    endRefused(this.response);
    this.end();
  }

  /** A client that has not read since the last beat is cut off; it may come back where it was. */
  private async beat(): Promise<void> {
    const isStalled = this.response.writableNeedDrain;
    if (isStalled && this.wasStalled) return void this.response.destroy();
    this.wasStalled = isStalled;
    if (!isStalled && !this.response.writableEnded) this.response.write(': still here\n\n');
    await this.wake();
  }

  private drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.response.off('drain', done).off('close', done);
        resolve();
      };
      this.response.on('drain', done).on('close', done);
    });
  }
}
