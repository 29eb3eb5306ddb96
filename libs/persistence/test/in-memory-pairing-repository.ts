import { randomUUID } from 'node:crypto';
import { changedAt, isExpired, isOpen, type PairingEvent, type PairingState } from '@meshpair/domain';
import { auditCursor, parseAuditCursor } from '../src/audit-position.js';
import type { OutboxStore, UnpublishedEvent } from '../src/outbox-store.js';
import type {
  AuditFilter,
  AuditTrail,
  LoadedPairings,
  OpenLimit,
  OwnerIsFull,
  PairingChange,
  PairingPosition,
  PairingReference,
  PairingRepository,
  RecordedEvent,
  SaveOutcome,
  StoredPairing,
} from '../src/pairing-repository.js';

const EPOCH = '0'.repeat(32);
const START = auditCursor(EPOCH, { transactionId: '0', position: '0' });

interface EventRow {
  readonly position: number;
  readonly event: RecordedEvent['event'];
  published: boolean;
}

/** Pairings of one process, gone with it. Behaves as the Postgres repository and its outbox do. */
export class InMemoryPairingRepository implements PairingRepository, OutboxStore {
  private readonly pairings = new Map<string, StoredPairing>();
  private readonly idByDigest = new Map<string, string>();
  private events: EventRow[] = [];
  private lastPosition = 0;
  private relay: Promise<unknown> = Promise.resolve();

  constructor(private readonly now: () => Date = () => new Date()) {}

  async load(references: readonly PairingReference[]): Promise<LoadedPairings> {
    const pairings = references.map((reference) =>
      this.pairings.get(
        'pairingId' in reference ? reference.pairingId : (this.idByDigest.get(reference.tokenDigest) ?? ''),
      ),
    );
    return { pairings, now: this.now() };
  }

  async save(changes: readonly PairingChange[]): Promise<readonly SaveOutcome[]> {
    return changes.map((change) => this.saveOne(change));
  }

  async saveNew(
    changes: readonly PairingChange[],
    { most, now }: OpenLimit,
  ): Promise<readonly (SaveOutcome | OwnerIsFull)[]> {
    return changes.map((change) => {
      const ends = this.stored()
        .filter(({ state }) => state.ownerId === change.state.ownerId && isOpen(state))
        .filter(({ state }) => !isExpired(state, now))
        .map(({ state }) => state.expiresAt.getTime());
      return ends.length < most ? this.saveOne(change) : { fullUntil: new Date(Math.min(...ends)) };
    });
  }

  async findByCode(codeDigests: readonly string[]): Promise<string | undefined> {
    const found = this.stored().filter(
      ({ state }) =>
        state.kind !== 'Failed' &&
        state.kind !== 'DeviceRegistered' &&
        state.codeDigest !== undefined &&
        codeDigests.includes(state.codeDigest),
    );
    return found.length === 1 ? found[0]?.state.pairingId : undefined;
  }

  private saveOne({
    state,
    expectedVersion,
    events,
    attempts = [],
    eventsArePublished = false,
  }: PairingChange): SaveOutcome {
    const { pairingId, tokenDigest } = state;
    const isTaken = expectedVersion === 0 && this.idByDigest.has(tokenDigest);
    if (isTaken || (this.pairings.get(pairingId)?.version ?? 0) !== expectedVersion) return 'conflict';
    this.pairings.set(pairingId, { state, version: expectedVersion + 1 });
    this.idByDigest.set(tokenDigest, pairingId);
    const recorded = attempts.map((event) => ({ id: randomUUID(), event }));
    for (const event of [...events, ...recorded]) {
      this.lastPosition += 1;
      this.events.push({ position: this.lastPosition, event, published: eventsArePublished });
    }
    return 'saved';
  }

  async list(
    ownerId: string,
    { openOnly, after, limit }: { openOnly: boolean; after?: PairingPosition; limit: number },
  ): Promise<readonly PairingState[]> {
    return this.stored()
      .map(({ state }) => state)
      .filter((state) => state.ownerId === ownerId && (!openOnly || isOpen(state)))
      .filter((state) => !after || newestFirst(state, after) > 0)
      .sort(newestFirst)
      .slice(0, limit);
  }

  async findExpired(now: Date, limit: number): Promise<readonly StoredPairing[]> {
    return this.stored()
      .filter(({ state }) => isOpen(state) && isExpired(state, now))
      .sort((left, right) => left.state.expiresAt.getTime() - right.state.expiresAt.getTime())
      .slice(0, limit);
  }

  async purge(before: Date, limit: number): Promise<number> {
    const purged = this.stored()
      .map(({ state }) => state)
      .filter((state) => state.kind === 'Failed' || state.kind === 'DeviceRegistered')
      .filter((state) => changedAt(state) < before)
      .sort((left, right) => changedAt(left).getTime() - changedAt(right).getTime())
      .slice(0, limit);
    for (const { pairingId, tokenDigest } of purged) {
      this.pairings.delete(pairingId);
      this.idByDigest.delete(tokenDigest);
    }
    return purged.length;
  }

  async readEvents(pairingId: string, afterSequence: number): Promise<readonly PairingEvent[]> {
    return this.events
      .flatMap(({ event }) => ('pairingId' in event ? [event] : []))
      .filter((event) => event.pairingId === pairingId && event.sequence > afterSequence)
      .sort((left, right) => left.sequence - right.sequence);
  }

  async readAudit(
    filter: AuditFilter,
    after: string | undefined,
    limit: number,
  ): Promise<AuditTrail | 'other history'> {
    const from = after === undefined ? undefined : parseAuditCursor(after);
    if (from && from.epoch !== EPOCH) return 'other history';
    const start = after === undefined ? 0 : Number(from?.position ?? Infinity);
    const isBack = filter.order === 'desc';
    const inOrder = isBack ? this.trail(filter, 0).toReversed() : this.trail(filter, start);
    const isAfter = ({ position }: RecordedEvent): boolean =>
      !isBack || !from || Number(parseAuditCursor(position)?.position) < start;
    return { events: inOrder.filter(isAfter).slice(0, limit), start: START };
  }

  async readLastAudit(filter: AuditFilter, limit: number): Promise<AuditTrail> {
    return { events: this.trail(filter, 0).slice(-limit), start: START };
  }

  private trail(filter: AuditFilter, start: number): readonly RecordedEvent[] {
    return this.events
      .filter((row) => row.position > start && isOf(filter, row) && isAbout(filter, row))
      .map(({ position, event }) => ({
        event,
        position: auditCursor(EPOCH, { transactionId: '1', position: String(position) }),
      }));
  }

  async pruneEvents(before: Date, limit: number): Promise<number> {
    const isOld = (row: EventRow): boolean => row.published && factsOf(row).occurredAt < before;
    const pruned = new Set(this.events.filter(isOld).slice(0, limit));
    this.events = this.events.filter((row) => !pruned.has(row));
    return pruned.size;
  }

  async readUnpublished(
    limit: number,
    wanted: ReadonlySet<string> | 'all' = 'all',
  ): Promise<readonly UnpublishedEvent[]> {
    const isOld = (row: EventRow): boolean => factsOf(row).occurredAt.getTime() < this.now().getTime() - 1000;
    return this.events
      .filter((row) => !row.published)
      .filter((row) => wanted === 'all' || wanted.has(factsOf(row).pairingId) || isOld(row))
      .slice(0, limit)
      .map(({ event, position }) => ({ event, rowId: String(position) }));
  }

  async markPublished(rowIds: readonly string[]): Promise<void> {
    const marked = new Set(rowIds);
    for (const row of this.events) row.published ||= marked.has(String(row.position));
  }

  async markEvents(events: readonly PairingEvent[]): Promise<void> {
    const marked = new Set(events.map(({ pairingId, sequence }) => `${pairingId}.${sequence}`));
    for (const row of this.events)
      row.published ||=
        'pairingId' in row.event && marked.has(`${row.event.pairingId}.${row.event.sequence}`);
  }

  async asOnlyRelay(work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    const before = this.relay;
    const turn = Promise.race([before, aborted(signal)]).then(() =>
      signal.aborted ? undefined : work(signal),
    );
    this.relay = Promise.allSettled([before, turn]);
    await turn;
  }

  private stored(): StoredPairing[] {
    return [...this.pairings.values()];
  }
}

/** What is asked of a step and of an attempt alike. */
const factsOf = ({
  event,
}: EventRow): Pick<PairingEvent, 'ownerId' | 'pairingId' | 'occurredAt'> & { readonly type: string } =>
  'pairingId' in event ? event : { ...event.event, pairingId: event.event.subject };

function isOf({ ownerId, pairingId, type }: AuditFilter, row: EventRow): boolean {
  const facts = factsOf(row);
  return (
    facts.ownerId === ownerId &&
    (pairingId ?? facts.pairingId) === facts.pairingId &&
    (type ?? facts.type) === facts.type
  );
}

function isAbout({ nodeId, actor, since, until }: AuditFilter, row: EventRow): boolean {
  const { occurredAt } = factsOf(row);
  return (
    (nodeId === undefined || nodesOf(row).includes(nodeId)) &&
    (actor === undefined || actorsOf(row).includes(actor)) &&
    (since === undefined || occurredAt >= since) &&
    (until === undefined || occurredAt < until)
  );
}

/** What it is about, and the node that it tells of. */
function nodesOf({ event }: EventRow): readonly (string | undefined)[] {
  const { nodeId, node } = ('pairingId' in event ? event : event.event).data as {
    readonly nodeId?: string;
    readonly node?: { readonly id: string };
  };
  return ['pairingId' in event ? undefined : event.event.subject, nodeId, node?.id];
}

const actorsOf = ({ event }: EventRow): readonly (string | undefined)[] =>
  'pairingId' in event ? [] : [event.event.actor.kind, event.event.actor.id];

function newestFirst(left: PairingPosition, right: PairingPosition): number {
  const age = right.createdAt.getTime() - left.createdAt.getTime();
  return age === 0 ? (left.pairingId < right.pairingId ? 1 : left.pairingId > right.pairingId ? -1 : 0) : age;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
