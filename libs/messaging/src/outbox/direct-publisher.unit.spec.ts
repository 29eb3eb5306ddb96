import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PairingEvent } from '@meshpair/domain';
import { DirectPublisher } from './direct-publisher.js';
import { publishInOrder } from './publish-in-order.js';

const eventOf = (pairingId: string, sequence: number): PairingEvent => ({
  type: 'PairingFailed',
  pairingId,
  ownerId: 'owner',
  sequence,
  occurredAt: new Date(0),
  data: { reason: 'cancelled', stateAtFailure: 'TokenCreated' },
});

const idOf = ({ pairingId, sequence }: PairingEvent): string => `${pairingId}.${sequence}`;
const turns = async (count = 20): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A publisher whose stream answers when told to. */
function controlled(): {
  direct: DirectPublisher;
  watch: { isSame: boolean; number: number; holds: (storedAt: Date) => boolean };
  sent: string[];
  marked: string[];
  settled: string[];
  answer: (index: number, error?: Error) => Promise<void>;
} {
  const watch = { isSame: true, number: 1, holds: (storedAt: Date) => storedAt.getTime() > 0 };
  const [sent, marked, settled]: string[][] = [[], [], []] as never;
  const answers: ((error?: Error) => void)[] = [];
  const direct = new DirectPublisher({
    watch,
    publish: (event) => {
      sent!.push(idOf(event));
      return new Promise((resolve, reject) => answers.push((error) => (error ? reject(error) : resolve())));
    },
    mark: async (events) => void marked!.push(...events.map(idOf)),
    onSettled: (pairingId, isPublished) => settled!.push(`${pairingId} ${isPublished ? 'out' : 'left'}`),
  });
  const answer = async (index: number, error?: Error): Promise<void> => {
    answers[index]?.(error);
    await turns();
  };
  return { direct, watch, sent: sent!, marked: marked!, settled: settled!, answer };
}

describe('DirectPublisher', () => {
  it('publishes a pairing from its first event on, each after the one before is acknowledged', async () => {
    const { direct, sent, answer } = controlled();
    expect(direct.take([eventOf('a', 1)])).toBe(true);
    expect(direct.take([eventOf('a', 2), eventOf('a', 3)])).toBe(true);
    await turns();
    expect(sent).toEqual(['a.1']);
    await answer(0);
    expect(sent).toEqual(['a.1', 'a.2']);
    await answer(1);
    expect(sent).toEqual(['a.1', 'a.2', 'a.3']);
  });

  it('takes nothing whose earlier events it has not published itself', () => {
    const { direct } = controlled();
    expect(direct.take([eventOf('a', 2)])).toBe(false);
    expect(direct.take([eventOf('b', 1)])).toBe(true);
    expect(direct.take([eventOf('b', 3)])).toBe(false);
    expect(direct.take([eventOf('b', 2)])).toBe(false);
  });

  it('leaves to the relay what comes after a failure, of that pairing only', async () => {
    const { direct, sent, settled, answer } = controlled();
    direct.take([eventOf('a', 1)]);
    direct.take([eventOf('a', 2)]);
    direct.take([eventOf('b', 1)]);
    await turns();
    await answer(0, new Error('refused'));
    await answer(1);
    expect(sent).toEqual(['a.1', 'b.1']);
    expect(settled).toEqual(['a left', 'a left', 'b out']);
    expect(direct.take([eventOf('a', 3)])).toBe(false);
    expect(direct.take([eventOf('b', 2)])).toBe(true);
  });

  it('takes an answer whose question is in the stream, and none that another stream had', () => {
    const { direct, watch } = controlled();
    expect(direct.take([eventOf('a', 5)], new Date(1))).toBe(true);
    expect(direct.take([eventOf('b', 5)], new Date(0))).toBe(false);
    watch.isSame = false;
    expect(direct.take([eventOf('c', 5)], new Date(1))).toBe(false);
  });

  it('goes on with nothing, and marks nothing, that only a stream of before has', async () => {
    const { direct, watch, sent, marked, answer } = controlled();
    direct.take([eventOf('a', 1)]);
    direct.take([eventOf('b', 1), eventOf('b', 2)]);
    await turns();
    await answer(0);
    watch.number = 2;
    await answer(1);
    expect(sent).toEqual(['a.1', 'b.1']);
    expect(direct.isPublished(eventOf('a', 1))).toBe(false);
    expect(direct.take([eventOf('a', 2)])).toBe(false);
    await direct.stop();
    expect(marked).toEqual([]);
  });

  it('says what is on its way, and what the stream has without a mark', async () => {
    const { direct, answer } = controlled();
    direct.take([eventOf('a', 1)]);
    expect([direct.isInFlight('a'), direct.isPublished(eventOf('a', 1))]).toEqual([true, false]);
    await turns();
    await answer(0);
    expect([direct.isInFlight('a'), direct.isPublished(eventOf('a', 1))]).toEqual([false, true]);
    await direct.stop();
    expect(direct.isPublished(eventOf('a', 1))).toBe(false);
  });

  it('stops when all that it took is published and marked, and takes nothing more', async () => {
    const { direct, marked, answer } = controlled();
    direct.take([eventOf('a', 1)]);
    await turns();
    let isStopped = false;
    const stopping = direct.stop().then(() => (isStopped = true));
    expect(direct.take([eventOf('b', 1)])).toBe(false);
    await turns();
    expect(isStopped).toBe(false);
    await answer(0);
    await stopping;
    expect(marked).toEqual(['a.1']);
  });

  it('keeps the order of each pairing and loses nothing, beside a relay, whatever fails and whoever ends', async () => {
    const step = fc.record({
      pairing: fc.constantFrom('a', 'b', 'c'),
      replica: fc.nat(1),
      events: fc.integer({ min: 1, max: 2 }),
      then: fc.constantFrom('nothing', 'nothing', 'the relay runs', 'the process ends', 'time passes'),
    });
    const run = fc.tuple(fc.array(step, { maxLength: 25 }), fc.infiniteStream(fc.nat(3)));
    await fc.assert(
      fc.asyncProperty(run, async ([steps, luck]) => {
        const mesh = new ModelMesh(() => luck.next().value !== 0);
        for (const { pairing, replica, events, then } of steps) {
          mesh.commit(pairing, replica, events);
          if (then === 'the relay runs') await mesh.relay();
          else if (then === 'the process ends') mesh.end(replica);
          else if (then === 'time passes') await turns(3);
        }
        mesh.heal();
        await mesh.settle();
        for (const pairingId of ['a', 'b', 'c']) {
          const told = mesh.stream.filter((id) => id.startsWith(`${pairingId}.`));
          expect(told).toEqual(told.map((_, index) => `${pairingId}.${index + 1}`));
          expect(told).toHaveLength(mesh.committed.filter((event) => event.pairingId === pairingId).length);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Two replicas over one table and one stream that knows what it has by its id, and the relay of one of them. */
class ModelMesh {
  readonly committed: PairingEvent[] = [];
  readonly stream: string[] = [];
  private readonly marked = new Set<string>();
  private readonly replicas = [this.start(), this.start()];
  private isHealed = false;

  /** `isLucky`: whether the next publishing or marking goes well. */
  constructor(private readonly isLucky: () => boolean) {}

  commit(pairingId: string, replica: number, count: number): void {
    const before = this.committed.filter((event) => event.pairingId === pairingId).length;
    const events = Array.from({ length: count }, (_, index) => eventOf(pairingId, before + index + 1));
    this.committed.push(...events);
    this.replicas[replica]?.direct.take(events);
  }

  /** Whatever the process was about to do it does no more. */
  end(replica: number): void {
    const old = this.replicas[replica];
    if (old) old.isAlive = false;
    this.replicas[replica] = this.start();
  }

  heal(): void {
    this.isHealed = true;
  }

  async relay(): Promise<void> {
    const { direct } = this.replicas[0]!;
    const events = this.committed
      .filter((event) => !this.marked.has(idOf(event)))
      .filter((event) => !direct.isInFlight(event.pairingId) && !direct.isPublished(event))
      .map((event) => ({ event, rowId: idOf(event) }));
    const publish = ({ event }: { event: PairingEvent }): Promise<void> => this.publish(event, () => true);
    for (const id of await publishInOrder(events, publish, () => true)) this.marked.add(id);
  }

  async settle(): Promise<void> {
    await turns(60);
    await Promise.all(this.replicas.map(({ direct }) => direct.stop()));
    await this.relay();
  }

  private start(): { direct: DirectPublisher; isAlive: boolean } {
    const replica = { isAlive: true } as { direct: DirectPublisher; isAlive: boolean };
    replica.direct = new DirectPublisher({
      watch: { isSame: true, number: 1, holds: () => true },
      publish: (event) => this.publish(event, () => replica.isAlive),
      mark: async (events) => {
        if (!replica.isAlive) return;
        if (!this.isLucky() && !this.isHealed) throw new Error('no database');
        for (const event of events) this.marked.add(idOf(event));
      },
      onSettled: () => undefined,
    });
    return replica;
  }

  /** Takes some turns of the event loop; a process that has ended sends nothing more. */
  private async publish(event: PairingEvent, isAlive: () => boolean): Promise<void> {
    await turns(this.isLucky() ? 1 : 4);
    if (!isAlive()) return new Promise(() => undefined);
    if (!this.isLucky() && !this.isHealed) throw new Error('refused');
    if (!this.stream.includes(idOf(event))) this.stream.push(idOf(event));
    await turns(1);
    if (!this.isLucky() && !this.isHealed) throw new Error('the acknowledgement is lost');
  }
}
