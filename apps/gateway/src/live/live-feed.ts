import type { ProblemCode, Reply } from '@meshpair/contracts';
import type { EventId, LiveStream } from './live-stream.js';

const HEARTBEAT_MS = 15_000;

/** Nothing more will be read: the pairing has been purged, or the trail was restored beneath the reader. */
const ENDING: readonly ProblemCode[] = ['not_found', 'cursor_expired'];

/** Where live streams get their events from; a `Page` is what one read brings. */
export interface LiveSource<Id extends EventId, Page> {
  /** When to look again after a change of which not all could be read yet. */
  readonly lookAgainMs: readonly number[];
  /** Calls back at each change, until the returned function is called. */
  listen(onChange: () => void): () => void;
  /** Reads what comes after the first of these events. */
  read(after: readonly Id[]): Promise<Reply<Page>>;
  /** Writes what a stream lacks of a page; answers whether there is more to read. */
  write(page: Page, stream: LiveStream<Id>): Promise<boolean>;
}

/** Streams that get the same events. What is new is read once and told to all; a heartbeat keeps them, and looks again. */
export class LiveFeed<Id extends EventId, Page> {
  private readonly streams = new Map<LiveStream<Id>, LiveSource<Id, Page>>();
  private looks: readonly NodeJS.Timeout[] = [];
  private isReading = false;
  private mustReadAgain = false;
  private stop: (() => void) | undefined;

  /** `onEmpty` is called when the last stream has left. */
  constructor(private readonly onEmpty: () => void = () => undefined) {}

  get isEmpty(): boolean {
    return this.streams.size === 0;
  }

  /** Adds a stream with the source as its reader sees it. */
  join(stream: LiveStream<Id>, source: LiveSource<Id, Page>): void {
    this.streams.set(stream, source);
    this.stop ??= this.begin(source);
    this.lookAgain(source);
  }

  leave(stream: LiveStream<Id>): void {
    if (!this.streams.delete(stream) || !this.isEmpty) return;
    this.stop?.();
    this.stop = undefined;
    this.onEmpty();
  }

  /** There may be more to read. Calls while a read is under way lead to one more read. */
  async wake(): Promise<void> {
    this.mustReadAgain = true;
    if (this.isReading) return;
    this.isReading = true;
    try {
      while (this.mustReadAgain) {
        this.mustReadAgain = false;
        const hasMore = await this.readOnce();
        this.mustReadAgain ||= hasMore;
      }
    } finally {
      this.isReading = false;
    }
  }

  private begin(source: LiveSource<Id, Page>): () => void {
    const unlisten = source.listen(() => {
      this.lookAgain(source);
      void this.wake();
    });
    const timer = setInterval(() => this.beat(), HEARTBEAT_MS);
    return () => {
      unlisten();
      clearInterval(timer);
      this.looks.forEach(clearTimeout);
    };
  }

  private lookAgain({ lookAgainMs }: LiveSource<Id, Page>): void {
    this.looks.forEach(clearTimeout);
    this.looks = lookAgainMs.map((wait) => setTimeout(() => void this.wake(), wait));
  }

  /** Answers whether there is more to read. */
  private async readOnce(): Promise<boolean> {
    const open = [...this.streams].filter(([stream]) => stream.isOpen);
    const [, source] = open[0] ?? [];
    if (source === undefined) return false;
    const reply = await source.read(open.map(([stream]) => stream.lastId));
    const streams = [...this.streams.keys()];
    if (!reply.ok) {
      if (ENDING.includes(reply.error.code)) for (const stream of streams) stream.refuse();
      return false;
    }
    const more = await Promise.all(streams.map((stream) => source.write(reply.value, stream)));
    return more.includes(true);
  }

  private beat(): void {
    for (const stream of this.streams.keys()) stream.beat();
    void this.wake();
  }
}
