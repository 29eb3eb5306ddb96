import type { CloudEvent } from '@meshpair/contracts';
import type { PairingEventType } from '@meshpair/domain';
import type { ServerResponse } from 'node:http';
import { endRefused } from './start-event-stream.js';

/** One event in the `text/event-stream` format. */
export const eventBlock = (event: CloudEvent, id: string | number = event.sequence): string =>
  `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

const IS_LAST: Readonly<Record<PairingEventType, boolean>> = {
  TokenCreated: false,
  DeviceScanned: false,
  PinGenerated: false,
  PinVerified: false,
  DeviceRegistered: true,
  PairingFailed: true,
};

/** Whether this event ends its pairing. */
export const isLastEvent = ({ type }: CloudEvent): boolean => IS_LAST[type];

/** Writes a pairing's events to a response, in order and each once, and ends it after the last. */
export class EventStream {
  constructor(
    private readonly response: ServerResponse,
    private last: number,
  ) {}

  /** The sequence of the last event that the client has. */
  get lastSequence(): number {
    return this.last;
  }

  /** Writes events; ends the response after the pairing's last one. */
  write(events: readonly CloudEvent[]): void {
    for (const event of events) {
      if (event.sequence <= this.last || this.response.writableEnded) continue;
      this.last = event.sequence;
      this.response.write(eventBlock(event));
      if (isLastEvent(event)) this.end();
    }
  }

  /** Keeps the connection. */
  beat(): void {
    if (!this.response.writableEnded) this.response.write(': still here\n\n');
  }

  end(): void {
    if (!this.response.writableEnded) this.response.end();
  }

  /** The reader is not allowed to go on. */
  refuse(): void {
    endRefused(this.response);
  }
}
