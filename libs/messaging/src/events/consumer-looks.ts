import type { StreamInfo } from '@nats-io/jetstream';

/** Between two looks at the consumers of a stream: so long for each of its events, and no longer than that. */
const REST_MS = { forAnEvent: 0.1, longest: 600_000 } as const;

/**
 * When to look at the consumers of a stream again. Asked about one, nats-server counts what that has before it, which
 * takes the longer, the more events there are; with these rests that is about a hundredth of its time.
 */
export class ConsumerLooks {
  private seen: string | undefined;
  private restsUntil = 0;

  /** At once when the stream is another, has more or fewer consumers than after the last look, or others are wanted. */
  areDue(stream: StreamInfo, wanted: readonly string[]): boolean {
    return this.sightOf(stream, wanted) !== this.seen || performance.now() >= this.restsUntil;
  }

  /** After a look that began with `stream`: when it made a consumer, the next look finds another number, and follows at once. */
  done(stream: StreamInfo, wanted: readonly string[]): void {
    this.seen = this.sightOf(stream, wanted);
    this.restsUntil =
      performance.now() + Math.min(stream.state.messages * REST_MS.forAnEvent, REST_MS.longest);
  }

  private sightOf({ created, state }: StreamInfo, wanted: readonly string[]): string {
    return [String(created), state.consumer_count, ...wanted].join();
  }
}
