import type { CloudEvent } from '@meshpair/contracts';
import type { ServerResponse } from 'node:http';

const HEARTBEAT_MS = 15_000;

/** The events after a sequence, in order. */
export type ReadEvents = (afterSequence: number) => Promise<readonly CloudEvent[]>;

/** One event in the `text/event-stream` format. */
export const eventBlock = (event: CloudEvent, id: string | number = event.sequence): string =>
  `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

export const isLastEvent = ({ type }: CloudEvent): boolean =>
  type === 'DeviceRegistered' || type === 'PairingFailed';

/**
 * Writes a pairing's events to a response as they come, in order and each once, and ends it after the last.
 * `wake` says that there may be more; a heartbeat keeps the connection and looks again too.
 */
export class EventStream {
  private isReading = false;
  private mustReadAgain = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    private readonly read: ReadEvents,
    private lastSequence: number,
  ) {
    this.timer = setInterval(() => this.beat(), HEARTBEAT_MS);
  }

  /** Writes events; ends the response after the pairing's last one. */
  write(events: readonly CloudEvent[]): void {
    for (const event of events) {
      if (event.sequence <= this.lastSequence || this.response.writableEnded) continue;
      this.lastSequence = event.sequence;
      this.response.write(eventBlock(event));
      if (isLastEvent(event)) this.end();
    }
  }

  /** Reads what is new. Calls while a read is under way lead to one more read. */
  async wake(): Promise<void> {
    this.mustReadAgain = true;
    if (this.isReading) return;
    this.isReading = true;
    try {
      while (this.mustReadAgain && !this.response.writableEnded) {
        this.mustReadAgain = false;
        this.write(await this.read(this.lastSequence));
      }
    } finally {
      this.isReading = false;
    }
  }

  end(): void {
    clearInterval(this.timer);
    if (!this.response.writableEnded) this.response.end();
  }

  private beat(): void {
    this.response.write(': still here\n\n');
    void this.wake();
  }
}
