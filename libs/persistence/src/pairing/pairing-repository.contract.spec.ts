import { describe, expect, it } from '@jest/globals';
import { meshEvent } from '@meshpair/domain';
import type { OutboxStore } from '../outbox-store.js';
import type { AuditFilter, PairingChange, PairingRepository, RecordedEvent } from '../pairing-repository.js';
import {
  connected,
  denied,
  NOON,
  pairingEvent,
  secondsAfter,
  sequences,
  started,
} from './example-pairings.spec.js';

export interface Opened {
  readonly repository: PairingRepository;
  readonly outbox: OutboxStore;
}

/** What every `PairingRepository` promises. `open` gives an empty one. */
export function promisesOfAPairingRepository(open: () => Promise<Opened>): void {
  describe('load and save', () => savePromises(open));
  describe('new pairings', () => openLimitPromises(open));
  describe('lists', () => listPromises(open));
  describe('cleanup', () => cleanupPromises(open));
  describe('events', () => eventPromises(open));
}

function savePromises(open: () => Promise<Opened>): void {
  it('loads many by id and by token digest, in the order asked, and nothing for the unknown', async () => {
    const { repository } = await open();
    const [a, b] = [started({ id: 'a' }), started({ id: 'b' })];
    expect(await repository.save([a, b])).toEqual(['saved', 'saved']);
    const { pairings: loaded } = await repository.load([
      { tokenDigest: 'digest-of-b' },
      { pairingId: 'nobody' },
      { pairingId: 'a' },
      { pairingId: 'b' },
    ]);
    expect(loaded).toEqual([
      { state: b.state, version: 1 },
      undefined,
      { state: a.state, version: 1 },
      { state: b.state, version: 1 },
    ]);
  });

  it('tells the second of two writers that it lost, and keeps none of its events', async () => {
    const { repository } = await open();
    const { state } = started({ id: 'a' });
    await repository.save([started({ id: 'a' })]);
    const outcomes = await Promise.all([
      repository.save([connected(state, 1)]),
      repository.save([denied(state, 1, NOON)]),
    ]);
    expect(outcomes.flat().sort()).toEqual(['conflict', 'saved']);
    const [winner] = (await repository.load([{ pairingId: 'a' }])).pairings;
    expect(winner?.version).toBe(2);
    expect(sequences(await repository.readEvents('a', 0)).at(-1)).toBe(winner?.state.sequence);
  });

  it('saves the others of a batch when one is in conflict', async () => {
    const { repository } = await open();
    await repository.save([started({ id: 'a' })]);
    const { state } = started({ id: 'a' });
    expect(await repository.save([started({ id: 'b' }), started({ id: 'a' }), started({ id: 'c' })])).toEqual(
      ['saved', 'conflict', 'saved'],
    );
    expect(await repository.save([connected(state, 7), connected(started({ id: 'b' }).state, 1)])).toEqual([
      'conflict',
      'saved',
    ]);
    expect(sequences(await repository.readEvents('a', 0))).toEqual([1]);
    expect(sequences(await repository.readEvents('b', 1))).toEqual([2, 3]);
  });

  it('refuses a new pairing whose token digest is taken', async () => {
    const { repository } = await open();
    const first = started({ id: 'a' });
    const second = started({ id: 'b' });
    await repository.save([first]);
    const clash = { ...second, state: { ...second.state, tokenDigest: first.state.tokenDigest } };
    expect(await repository.save([clash])).toEqual(['conflict']);
    expect(await repository.readEvents('b', 0)).toEqual([]);
  });
}

function openLimitPromises(open: () => Promise<Opened>): void {
  const limit = { most: 3, now: secondsAfter(10), startedAfter: secondsAfter(-300) };
  const startedAll = (...ids: readonly string[]): PairingChange[] => ids.map((id) => started({ id }));

  it('saves new pairings up to the limit of their owner, with their events, and says when there is room', async () => {
    const { repository } = await open();
    const other = started({ id: 'other', ownerId: 'other' });
    const outcomes = await repository.saveNew([...startedAll('a', 'b', 'c', 'd'), other], limit);
    const full = { fullUntil: secondsAfter(300) };
    expect(outcomes).toEqual(['saved', 'saved', 'saved', full, 'saved']);
    expect(await repository.saveNew(startedAll('e'), limit)).toEqual([full]);
    expect(sequences(await repository.readEvents('a', 0))).toEqual([1]);
    expect(await repository.readEvents('d', 0)).toEqual([]);
    expect((await repository.load([{ pairingId: 'e' }])).pairings).toEqual([undefined]);
  });

  it('counts neither ended nor expired pairings as open', async () => {
    const { repository } = await open();
    await repository.saveNew(startedAll('a', 'b', 'c'), limit);
    await repository.save([denied(started({ id: 'a' }).state, 1, NOON)]);
    expect(await repository.saveNew(startedAll('d'), limit)).toEqual(['saved']);
    const atExpiry = { ...limit, now: secondsAfter(300) };
    expect(await repository.saveNew(startedAll('e'), atExpiry)).toEqual([{ fullUntil: secondsAfter(300) }]);
    const afterExpiry = { ...limit, now: secondsAfter(301) };
    expect(await repository.saveNew(startedAll('e'), afterExpiry)).toEqual(['saved']);
  });

  it('tells a taken pairing id as a conflict', async () => {
    const { repository } = await open();
    await repository.saveNew(startedAll('a'), limit);
    expect(await repository.saveNew(startedAll('a', 'b'), limit)).toEqual(['conflict', 'saved']);
  });
}

function listPromises(open: () => Promise<Opened>): void {
  it('lists an owner newest first, page by page, open ones alone if asked', async () => {
    const { repository } = await open();
    const changes = ['a', 'b', 'c', 'd'].map((id, index) =>
      started({ id, createdAt: secondsAfter(index === 3 ? 2 : index) }),
    );
    await repository.save([...changes, started({ id: 'other', ownerId: 'other' })]);
    await repository.save([denied(started({ id: 'b' }).state, 1, NOON)]);
    const ids = async (options: Parameters<PairingRepository['list']>[1]): Promise<string[]> =>
      (await repository.list('owner', options)).map((state) => state.pairingId);
    expect(await ids({ openOnly: false, limit: 3 })).toEqual(['d', 'c', 'b']);
    const after = { createdAt: secondsAfter(2), pairingId: 'd' };
    expect(await ids({ openOnly: false, limit: 9, after })).toEqual(['c', 'b', 'a']);
    expect(await ids({ openOnly: true, limit: 9 })).toEqual(['d', 'c', 'a']);
  });

  it('finds open pairings past their expiry, oldest first, and no others', async () => {
    const { repository } = await open();
    await repository.save([started({ id: 'late', createdAt: secondsAfter(9) }), started({ id: 'early' })]);
    await repository.save([started({ id: 'done' })]);
    await repository.save([denied(started({ id: 'done' }).state, 1, NOON)]);
    const expired = async (now: Date, limit = 9): Promise<string[]> =>
      (await repository.findExpired(now, limit)).map(({ state }) => state.pairingId);
    expect(await expired(secondsAfter(300))).toEqual([]);
    expect(await expired(secondsAfter(301))).toEqual(['early']);
    expect(await expired(secondsAfter(400))).toEqual(['early', 'late']);
    expect(await expired(secondsAfter(400), 1)).toEqual(['early']);
  });
}

function cleanupPromises(open: () => Promise<Opened>): void {
  it('purges ended pairings up to the limit, and keeps open ones and all events', async () => {
    const { repository } = await open();
    const ids = ['a', 'b', 'c'];
    await repository.save([...ids.map((id) => started({ id })), started({ id: 'open' })]);
    await repository.save(ids.map((id, index) => denied(started({ id }).state, 1, secondsAfter(index))));
    expect(await repository.purge(NOON, 9)).toBe(0);
    expect(await repository.purge(secondsAfter(9), 2)).toBe(2);
    expect(await repository.purge(secondsAfter(9), 2)).toBe(1);
    expect((await repository.load(['a', 'c'].map((pairingId) => ({ pairingId })))).pairings).toEqual([
      undefined,
      undefined,
    ]);
    expect((await repository.load([{ tokenDigest: 'digest-of-a' }])).pairings).toEqual([undefined]);
    expect((await repository.load([{ pairingId: 'open' }])).pairings).not.toEqual([undefined]);
    expect(sequences(await repository.readEvents('a', 0))).toEqual([1, 2]);
  });

  it('prunes old published events up to the limit, and never an unpublished one', async () => {
    const { repository, outbox } = await open();
    await repository.save([started({ id: 'a' }), started({ id: 'b' })]);
    await repository.save([{ ...started({ id: 'foreign' }), eventsArePublished: true }]);
    expect(await repository.pruneEvents(secondsAfter(1), 9)).toBe(1);
    await outbox.markPublished((await outbox.readUnpublished(9)).map((row) => row.rowId));
    expect(await repository.pruneEvents(NOON, 9)).toBe(0);
    expect(await repository.pruneEvents(secondsAfter(1), 1)).toBe(1);
    expect(await repository.pruneEvents(secondsAfter(1), 9)).toBe(1);
  });
}

function eventPromises(open: () => Promise<Opened>): void {
  it('reads the audit trail of an owner oldest first, by cursor, pairing and type', async () => {
    const { repository } = await open();
    await repository.save([started({ id: 'other', ownerId: 'other' }), started({ id: 'a' })]);
    await repository.save([connected(started({ id: 'a' }).state, 1)]);
    await repository.save([started({ id: 'b', createdAt: secondsAfter(60) })]);
    const whole = await read(repository, { ownerId: 'owner' }, undefined, 9);
    expect(whole.map(pairingEvent).map(({ pairingId, sequence }) => `${pairingId}${sequence}`)).toEqual([
      'a1',
      'a2',
      'a3',
      'b1',
    ]);
    expect(await read(repository, { ownerId: 'owner' }, whole[1]?.position, 1)).toEqual([whole[2]]);
    const back = { ownerId: 'owner', order: 'desc' } as const;
    expect(await read(repository, back, undefined, 9)).toEqual(whole.toReversed());
    expect(await read(repository, back, whole[2]?.position, 1)).toEqual([whole[1]]);
    expect(await read(repository, { ...back, pairingId: 'a' }, whole[1]?.position, 9)).toEqual([whole[0]]);
    expect(await read(repository, { ownerId: 'owner', pairingId: 'b' }, undefined, 9)).toEqual([whole[3]]);
    expect(await read(repository, { ownerId: 'owner', type: 'PinGenerated' }, undefined, 9)).toEqual([
      whole[2],
    ]);
    expect(await read(repository, { ownerId: 'owner' }, 'no position', 9)).toEqual([]);
    const last = async (filter: AuditFilter, limit: number): Promise<readonly RecordedEvent[]> =>
      (await repository.readLastAudit(filter, limit)).events;
    expect(await last({ ownerId: 'owner' }, 2)).toEqual(whole.slice(-2));
    expect(await last({ ownerId: 'owner', pairingId: 'a' }, 2)).toEqual(whole.slice(1, 3));
    expect(await last({ ownerId: 'owner', type: 'TokenCreated' }, 9)).toEqual([whole[0], whole[3]]);
    const times = whole.map(pairingEvent).map(({ occurredAt }) => occurredAt);
    const [first, then] = [times[0], times[3]].map((time) => time ?? new Date(NaN));
    const of = (isIn: (time: Date) => boolean): readonly RecordedEvent[] =>
      whole.filter((row) => isIn(pairingEvent(row).occurredAt));
    const later = of((time) => time >= then!);
    expect(await last({ ownerId: 'owner', since: then }, 9)).toEqual(later);
    expect(await last({ ownerId: 'owner', until: then }, 9)).toEqual(of((time) => time < then!));
    expect(await last({ ownerId: 'owner', until: first }, 9)).toEqual([]);
    expect(later.length).toBeLessThan(whole.length);
  });

  it('keeps the order of events when their positions gain a digit', async () => {
    const { repository, outbox } = await open();
    const ids = Array.from({ length: 120 }, (_, index) => `p${String(index).padStart(3, '0')}`);
    await repository.save(ids.map((id) => started({ id })));
    const unpublished = await outbox.readUnpublished(200);
    expect(unpublished.map((row) => pairingEvent(row).pairingId)).toEqual(ids);
    const trail = await read(repository, { ownerId: 'owner' }, undefined, 200);
    expect(trail.map((row) => pairingEvent(row).pairingId)).toEqual(ids);
  });

  it('records what is tried on a pairing with its steps, in order, and not among them', async () => {
    const { repository, outbox } = await open();
    await repository.save([started({ id: 'a' })]);
    const connecting = connected(started({ id: 'a' }).state, 1);
    const attempt = meshEvent(
      'PinRejected',
      'a',
      { ownerId: 'owner', actor: { kind: 'owner' }, now: NOON },
      { attemptsLeft: 4 },
    );
    await repository.save([{ ...connecting, attempts: [attempt] }]);
    await repository.save([{ ...connecting, attempts: [attempt] }]);
    const ofOwner = await read(repository, { ownerId: 'owner' }, undefined, 9);
    const tried = ofOwner.flatMap(({ event }) => ('pairingId' in event ? [] : [event]));
    expect(ofOwner).toHaveLength(4);
    expect(ofOwner.at(-1)?.event).toEqual({ id: expect.any(String), event: attempt });
    expect(sequences(await repository.readEvents('a', 0))).toEqual([1, 2, 3]);
    expect(await read(repository, { ownerId: 'owner', pairingId: 'a' }, undefined, 9)).toEqual(ofOwner);
    expect(await read(repository, { ownerId: 'owner', type: 'PinRejected' }, undefined, 9)).toEqual(
      ofOwner.slice(-1),
    );
    const unpublished = await outbox.readUnpublished(9);
    expect(unpublished.map(({ event }) => event)).toEqual(ofOwner.map(({ event }) => event));
    await outbox.markPublished(unpublished.map(({ rowId }) => rowId));
    expect(await outbox.readUnpublished(9)).toEqual([]);
    expect(tried).toHaveLength(1);
  });

  it('hands out unpublished events in order until they are marked', async () => {
    const { repository, outbox } = await open();
    await repository.save([started({ id: 'a' })]);
    await repository.save([connected(started({ id: 'a' }).state, 1)]);
    const [first, ...rest] = await outbox.readUnpublished(2);
    expect([first, ...rest].map((row) => row && pairingEvent(row).sequence)).toEqual([1, 2]);
    await outbox.markPublished([first?.rowId ?? '']);
    expect(sequences((await outbox.readUnpublished(9)).map(pairingEvent))).toEqual([2, 3]);
  });

  it('marks events that nobody has read, by pairing and sequence', async () => {
    const { repository, outbox } = await open();
    await repository.save([started({ id: 'a' }), started({ id: 'b' })]);
    const connecting = connected(started({ id: 'a' }).state, 1);
    await repository.save([connecting]);
    await outbox.markEvents(connecting.events.slice(0, 1));
    const left = (await outbox.readUnpublished(9)).map(pairingEvent);
    expect(left.map(({ pairingId, sequence }) => `${pairingId}${sequence}`)).toEqual(['a1', 'b1', 'a3']);
  });
}

async function read(
  repository: PairingRepository,
  ...given: Parameters<PairingRepository['readAudit']>
): Promise<readonly RecordedEvent[]> {
  const trail = await repository.readAudit(...given);
  return trail === 'other history' ? [] : trail.events;
}
