import { describe, expect, it } from '@jest/globals';
import { accepted, type Reply } from '@meshpair/contracts';
import { failPairing, type PairingState, startPairing } from '@meshpair/domain';
import type { PairingChange, SaveOutcome } from '@meshpair/persistence';
import { InMemoryPairingRepository } from '@meshpair/persistence/testing';
import { errorOf, START, valueOf } from '../../test/fixed-context.js';
import { CommandBatch, MAX_TRIES } from './command-batch.js';
import { type Decision, notFound, refusal } from './decision.js';

const begun = (pairingId: string): ReturnType<typeof startPairing> =>
  startPairing({
    pairingId,
    ownerId: 'owner-1',
    tokenDigest: `digest-${pairingId}`,
    permissions: ['mesh:read'],
    ttlSeconds: 300,
    now: START,
  });

const batchOver = (repository: InMemoryPairingRepository, committed: PairingChange[] = []): CommandBatch =>
  new CommandBatch(repository, (changes) => committed.push(...changes));

const start = (batch: CommandBatch, pairingId: string): Promise<Reply<string>> =>
  batch.decide(undefined, () => ({ reply: accepted(pairingId), transition: begun(pairingId) }));

const deny = (batch: CommandBatch, pairingId: string): Promise<Reply<string>> =>
  batch.decide<string>({ pairingId }, denied);

function denied(state: PairingState | undefined): Decision<string> {
  if (!state) return notFound;
  const decided = failPairing(state, 'denied', START);
  return decided.ok ? { reply: accepted('denied'), transition: decided.value } : refusal(decided.error);
}

/** Another writer gets in before each of the first `times` saves of a known pairing. */
class ContestedRepository extends InMemoryPairingRepository {
  saves = 0;

  constructor(private times: number) {
    super();
  }

  override async save(changes: readonly PairingChange[]): Promise<readonly SaveOutcome[]> {
    this.saves += 1;
    for (const { state, expectedVersion } of changes) {
      if (expectedVersion === 0 || this.times === 0) continue;
      this.times -= 1;
      const [stored] = (await this.load([{ pairingId: state.pairingId }])).pairings;
      if (stored) await super.save([{ state: stored.state, expectedVersion: stored.version, events: [] }]);
    }
    return super.save(changes);
  }
}

/** Refuses whole saves that hold a pairing with this id, as a database does on bad data. */
class RefusingRepository extends InMemoryPairingRepository {
  override async save(changes: readonly PairingChange[]): Promise<readonly SaveOutcome[]> {
    if (changes.some(({ state }) => state.pairingId === 'bad')) throw new Error('bad data');
    return super.save(changes);
  }
}

class LostRepository extends InMemoryPairingRepository {
  saves = 0;

  override save(): Promise<readonly SaveOutcome[]> {
    this.saves += 1;
    return Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
  }
}

describe('CommandBatch', () => {
  it('decides again on the fresh state when another writer was faster', async () => {
    const repository = new ContestedRepository(3);
    const batch = batchOver(repository);
    valueOf(await start(batch, 'p'));
    expect(valueOf(await deny(batch, 'p'))).toBe('denied');
    expect(await repository.readEvents('p', 1)).toHaveLength(1);
  });

  it(`gives up with conflict after ${MAX_TRIES} tries`, async () => {
    const repository = new ContestedRepository(1_000);
    const committed: PairingChange[] = [];
    const batch = batchOver(repository, committed);
    valueOf(await start(batch, 'p'));
    expect(errorOf(await deny(batch, 'p')).code).toBe('conflict');
    expect(repository.saves).toBe(1 + MAX_TRIES);
    expect(committed).toHaveLength(1);
  });

  it('fails only the command whose decision throws', async () => {
    const batch = batchOver(new InMemoryPairingRepository());
    valueOf(await start(batch, 'p'));
    const throwing = batch.decide({ pairingId: 'p' }, () => {
      throw new Error('a bug');
    });
    const [broken, fine] = await Promise.allSettled([throwing, deny(batch, 'p')]);
    expect(broken).toMatchObject({ status: 'rejected', reason: { message: 'a bug' } });
    expect(fine).toMatchObject({ status: 'fulfilled', value: { ok: true } });
  });

  it('fails only the command whose change the database refuses', async () => {
    const batch = batchOver(new RefusingRepository());
    const ids = ['a', 'bad', 'b', 'c'];
    const results = await Promise.allSettled(ids.map((id) => start(batch, id)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('rejects once, without trying each alone, when the database is lost', async () => {
    const repository = new LostRepository();
    const batch = batchOver(repository);
    const results = await Promise.allSettled([start(batch, 'a'), start(batch, 'b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(repository.saves).toBeLessThanOrEqual(2);
  });

  it('does not mix events that are published with events that are not', async () => {
    const committed: PairingChange[] = [];
    const batch = batchOver(new InMemoryPairingRepository(), committed);
    valueOf(await start(batch, 'p'));
    const note = (published: boolean): Promise<Reply<number>> =>
      batch.decide({ pairingId: 'p' }, (state) => {
        if (!state) return notFound;
        const sequence = state.sequence + 1;
        const event = { ...begun('p').events[0], sequence } as PairingChange['events'][number];
        const transition = { state: { ...state, sequence }, events: [event] };
        return { reply: accepted(sequence), transition, eventsArePublished: published };
      });
    const replies = await Promise.all([note(false), note(true), note(true)]);
    expect(replies.map(valueOf).sort()).toEqual([2, 3, 4]);
    expect(committed.map((change) => [change.eventsArePublished, change.events.length])).toEqual(
      expect.arrayContaining([
        [false, 1],
        [true, 2],
      ]),
    );
  });
});
