import { retryAfterSeconds } from '@meshpair/domain';
import type { GivenBack, RateCounters, RateLimit } from '@meshpair/persistence';
import { MicroBatch } from '@meshpair/service';

/** Whether a hit fits under the limit. */
export type Admission =
  | {
      readonly isAdmitted: true;
      /** The hit does not count after all. */
      giveBack(): void;
    }
  | { readonly isAdmitted: false; readonly retryAfterSeconds: number; readonly limit: RateLimit };

/** Lets a subject, an owner or an address, through a limited number of times a minute. */
export interface Gate {
  enter(subject: string): Promise<Admission>;
}

const ADMITTED: Admission = { isAdmitted: true, giveBack: () => undefined };

/** Lets everybody through. */
export const OPEN_GATE: Gate = { enter: () => Promise.resolve(ADMITTED) };

/** A gate that counts over all replicas. Those who come together are counted by one statement. */
export class RateGate implements Gate {
  private readonly taking: MicroBatch<string, Admission>;
  private readonly givingBack: MicroBatch<GivenBack, undefined>;

  constructor(
    private readonly counters: RateCounters,
    private readonly limit: RateLimit,
    private readonly now: () => Date,
  ) {
    this.taking = new MicroBatch({ run: (subjects) => this.take(subjects) });
    this.givingBack = new MicroBatch({ run: (given) => this.giveBack(given) });
  }

  enter(subject: string): Promise<Admission> {
    return this.taking.add(subject);
  }

  private async take(subjects: readonly string[]): Promise<readonly Admission[]> {
    const now = this.now();
    const wanted = new Map<string, number>();
    for (const subject of subjects) wanted.set(subject, (wanted.get(subject) ?? 0) + 1);
    const taken = await this.counters.take(this.limit, wanted, now);
    const left = new Map([...taken].map(([subject, { granted }]) => [subject, granted]));
    return subjects.map((subject) => {
      const counter = taken.get(subject)?.counter;
      if (!counter) throw new Error('a subject was not counted');
      const granted = left.get(subject) ?? 0;
      left.set(subject, granted - 1);
      if (granted > 0) return this.admission(subject, counter.window);
      const seconds = retryAfterSeconds(counter, this.limit.most, now);
      return { isAdmitted: false, retryAfterSeconds: seconds, limit: this.limit };
    });
  }

  private admission(subject: string, window: number): Admission {
    // What cannot be given back goes with its window.
    const giveBack = (): void =>
      void this.givingBack.add({ subject, window, hits: 1 }).catch(() => undefined);
    return { isAdmitted: true, giveBack };
  }

  private async giveBack(given: readonly GivenBack[]): Promise<readonly undefined[]> {
    await this.counters.giveBack(this.limit, given);
    return given.map(() => undefined);
  }
}
