/** What a part spends of a core: for each turn in which it works, and for each item that it handles in it. Milliseconds. */
export interface Cost {
  readonly turn: number;
  readonly item: number;
}

/** Time, in milliseconds, and what happens next. */
export class Clock {
  now = 0;
  private readonly heap: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  private order = 0;

  after(wait: number, run: () => void): void {
    const { heap } = this;
    const entry = { at: this.now + wait, order: (this.order += 1), run };
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = entry;
  }

  /** Lets time pass until then. */
  runUntil(end: number): void {
    for (let next = this.heap[0]; next !== undefined && next.at <= end; next = this.heap[0]) {
      this.take();
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }

  private take(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
  }
}

type Entry = Readonly<Record<'at' | 'order', number>>;
const isBefore = (one: Entry, other: Entry): boolean =>
  one.at === other.at ? one.order < other.order : one.at < other.at;

/** Cores that work is done on, first come, first served. */
export class Cores {
  private free: number;
  private readonly waiting: { readonly begin: () => number; readonly done: () => void }[] = [];

  constructor(
    private readonly clock: Clock,
    count: number,
  ) {
    this.free = count;
  }

  /** `begin` is called when a core is free, and answers for how long it is taken. */
  run(begin: () => number, done: () => void): void {
    if (this.free === 0) return void this.waiting.push({ begin, done });
    this.free -= 1;
    this.clock.after(begin(), () => {
      this.free += 1;
      const next = this.waiting.shift();
      if (next) this.run(next.begin, next.done);
      done();
    });
  }
}

/** How much a part has worked. */
export interface Worked {
  ms: number;
  turns: number;
  items: number;
}

/** A process with one thread: in each turn it handles all that has come since the last. */
export class Process {
  private inbox: (() => void)[] = [];
  private isBusy = false;

  constructor(
    private readonly clock: Clock,
    private readonly cores: Cores,
    private readonly cost: Cost,
    private readonly worked: Worked,
    /** Passes on all items at the end of their turn, not each when it is handled. */
    private readonly passesOnTogether: boolean,
  ) {}

  /** `then` follows when the item has been handled. */
  handle(then: () => void): void {
    this.inbox.push(then);
    if (!this.isBusy) this.turn();
  }

  private turn(): void {
    this.isBusy = true;
    const begin = (): number => {
      const items = this.inbox;
      this.inbox = [];
      const { turn, item } = this.cost;
      const work = turn + items.length * item;
      items.forEach((then, place) =>
        this.clock.after(this.passesOnTogether ? work : turn + (place + 1) * item, then),
      );
      add(this.worked, work, items.length);
      return work;
    };
    this.cores.run(begin, () => {
      if (this.inbox.length > 0) this.turn();
      else this.isBusy = false;
    });
  }
}

/** Collects what comes while a statement is under way; the next one takes it all, up to 256. */
export class Batch {
  private waiting: (() => void)[] = [];
  private isRunning = false;

  constructor(
    private readonly clock: Clock,
    private readonly run: (items: number, done: () => void) => void,
  ) {}

  add(then: () => void): void {
    this.waiting.push(then);
    if (this.isRunning) return;
    this.isRunning = true;
    this.clock.after(0, () => this.next());
  }

  private next(): void {
    const items = this.waiting.splice(0, 256);
    if (items.length === 0) return void (this.isRunning = false);
    this.run(items.length, () => {
      for (const then of items) then();
      this.next();
    });
  }
}

/** Postgres: a process a connection, and one log that is flushed for all who wait. */
export class Database {
  private waiting: (() => void)[] = [];
  private isFlushing = false;

  constructor(
    private readonly clock: Clock,
    private readonly cores: Cores,
    private readonly cost: Cost,
    private readonly flushMs: number,
    private readonly worked: Worked,
  ) {}

  /** `weight`: how many ordinary statements it is. */
  statement(items: number, weight: number, isDurable: boolean, done: () => void): void {
    const work = weight * (this.cost.turn + items * this.cost.item);
    add(this.worked, work, items);
    this.cores.run(
      () => work,
      () => {
        if (!isDurable) return done();
        this.waiting.push(done);
        if (!this.isFlushing) this.flush();
      },
    );
  }

  private flush(): void {
    this.isFlushing = true;
    const { waiting } = this;
    this.waiting = [];
    this.clock.after(this.flushMs, () => {
      for (const done of waiting) done();
      if (this.waiting.length > 0) this.flush();
      else this.isFlushing = false;
    });
  }
}

function add(worked: Worked, ms: number, items: number): void {
  worked.ms += ms;
  worked.turns += 1;
  worked.items += items;
}
