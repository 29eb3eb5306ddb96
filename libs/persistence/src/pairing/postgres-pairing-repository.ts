import type { Pool } from 'pg';
import { changedAt, type PairingEvent, type PairingState } from '@meshpair/domain';
import { auditCursor, type AuditPosition, parseAuditCursor } from '../audit-position.js';
import { eventFromJson, stateFromJson, type Stored } from '../pairing-json.js';
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
  SaveOutcome,
  StoredPairing,
} from '../pairing-repository.js';
import { retryOnDeadlock, run, runCount } from '../statement.js';
import { SAVE_NEW } from './open-pairings-statements.js';
import * as statements from './pairing-statements.js';

interface StateRow {
  readonly pairing_id: string;
  readonly token_digest: string;
  readonly state: Stored<PairingState>;
  readonly version: number;
}

type LoadedRow = { readonly now: Date } & (StateRow | { readonly pairing_id: null });

interface EventRow {
  readonly event: Stored<PairingEvent>;
}

type AuditRow = EventRow & AuditPosition;

interface NewRow {
  readonly pairing_id: string;
  readonly saved: boolean;
  readonly is_over: boolean;
  readonly first_expiry: Date | null;
}

/** Before every position: transaction ids and row positions start above 0. */
const START: AuditPosition = { transactionId: '0', position: '0' };

/** Pairings in the tables of the `pairing` schema. */
export class PostgresPairingRepository implements PairingRepository {
  constructor(private readonly pool: Pool) {}

  async load(references: readonly PairingReference[]): Promise<LoadedPairings> {
    const ids = references.flatMap((reference) => ('pairingId' in reference ? [reference.pairingId] : []));
    const digests = references.flatMap((reference) =>
      'tokenDigest' in reference ? [reference.tokenDigest] : [],
    );
    const rows = await run<LoadedRow>(this.pool, statements.LOAD, [ids, digests]);
    const found = new Map<string, StoredPairing>();
    for (const row of rows) {
      if (row.pairing_id === null) continue;
      const stored = storedPairing(row);
      found.set(`id ${row.pairing_id}`, stored).set(`token ${row.token_digest}`, stored);
    }
    const [first] = rows;
    if (!first) throw new Error('a load tells the time');
    const pairings = references.map((reference) =>
      found.get('pairingId' in reference ? `id ${reference.pairingId}` : `token ${reference.tokenDigest}`),
    );
    return { pairings, now: first.now };
  }

  async save(changes: readonly PairingChange[]): Promise<readonly SaveOutcome[]> {
    if (changes.length === 0) return [];
    const saved = await retryOnDeadlock(() =>
      run<{ pairing_id: string }>(this.pool, statements.SAVE, [changeRows(changes)]),
    );
    const ids = new Set(saved.map((row) => row.pairing_id));
    return changes.map(({ state }) => (ids.has(state.pairingId) ? 'saved' : 'conflict'));
  }

  async saveNew(
    changes: readonly PairingChange[],
    { most, now, startedAfter }: OpenLimit,
  ): Promise<readonly (SaveOutcome | OwnerIsFull)[]> {
    if (changes.length === 0) return [];
    const rows = await retryOnDeadlock(() =>
      run<NewRow>(this.pool, SAVE_NEW, [changeRows(changes), most, now, startedAfter]),
    );
    const outcomes = new Map(rows.map((row) => [row.pairing_id, newOutcome(row, now)]));
    return changes.map(({ state }) => outcomes.get(state.pairingId) ?? 'conflict');
  }

  async list(
    ownerId: string,
    options: { readonly openOnly: boolean; readonly after?: PairingPosition; readonly limit: number },
  ): Promise<readonly PairingState[]> {
    const rows = await run<Pick<StateRow, 'state'>>(
      this.pool,
      options.openOnly ? statements.LIST_OPEN : statements.LIST,
      [ownerId, options.after?.createdAt ?? 'infinity', options.after?.pairingId ?? '', options.limit],
    );
    return rows.map((row) => stateFromJson(row.state));
  }

  async findExpired(now: Date, limit: number): Promise<readonly StoredPairing[]> {
    return (await run<StateRow>(this.pool, statements.FIND_EXPIRED, [now, limit])).map(storedPairing);
  }

  purge(before: Date, limit: number): Promise<number> {
    return runCount(this.pool, statements.PURGE, [before, limit]);
  }

  async readEvents(pairingId: string, afterSequence: number): Promise<readonly PairingEvent[]> {
    const rows = await run<EventRow>(this.pool, statements.READ_EVENTS, [pairingId, afterSequence]);
    return rows.map((row) => eventFromJson(row.event));
  }

  async readAudit(
    { ownerId, pairingId, type }: AuditFilter,
    after: string | undefined,
    limit: number,
  ): Promise<AuditTrail | 'other history'> {
    const { epoch, nextTransactionId } = await this.epoch();
    const from = after === undefined ? { epoch, ...START } : parseAuditCursor(after);
    if (!from) return trailOf(epoch, []);
    // A copy of the files, put back, has its old epoch; what it was asked for may be still to come.
    const isStillToCome = BigInt(from.transactionId) >= BigInt(nextTransactionId);
    if (from.epoch !== epoch || isStillToCome) return 'other history';
    const rows = await run<AuditRow>(
      this.pool,
      pairingId === undefined ? statements.READ_AUDIT : statements.READ_PAIRING_AUDIT,
      [ownerId, from.transactionId, from.position, limit, type ?? null, pairingId ?? null],
    );
    return trailOf(epoch, rows);
  }

  async readLastAudit({ ownerId, pairingId, type }: AuditFilter, limit: number): Promise<AuditTrail> {
    const { epoch } = await this.epoch();
    const rows = await run<AuditRow>(this.pool, statements.READ_LAST_AUDIT, [
      ownerId,
      limit,
      type ?? null,
      pairingId ?? null,
    ]);
    return trailOf(epoch, rows.reverse());
  }

  private async epoch(): Promise<{ epoch: string; nextTransactionId: string }> {
    const [row] = await run<{ epoch: string; nextTransactionId: string }>(
      this.pool,
      statements.READ_EPOCH,
      [],
    );
    if (!row) throw new Error('a migrated database has an epoch');
    return row;
  }

  pruneEvents(before: Date, limit: number): Promise<number> {
    return runCount(this.pool, statements.PRUNE_EVENTS, [before, limit]);
  }
}

const trailOf = (epoch: string, rows: readonly AuditRow[]): AuditTrail => ({
  events: rows.map((row) => ({ event: eventFromJson(row.event), position: auditCursor(epoch, row) })),
  start: auditCursor(epoch, START),
});

const storedPairing = (row: Pick<StateRow, 'state' | 'version'>): StoredPairing => ({
  state: stateFromJson(row.state),
  version: row.version,
});

function newOutcome({ saved, is_over, first_expiry }: NewRow, now: Date): SaveOutcome | OwnerIsFull {
  if (saved) return 'saved';
  return is_over ? { fullUntil: first_expiry ?? now } : 'conflict';
}

/** Always in the same order, so that batches with the same pairings queue up rather than deadlock. */
const changeRows = (changes: readonly PairingChange[]): string =>
  JSON.stringify(changes.map(changeRow).sort((left, right) => (left.pairing_id < right.pairing_id ? -1 : 1)));

const changeRow = ({ state, expectedVersion, events, eventsArePublished }: PairingChange) => ({
  pairing_id: state.pairingId,
  token_digest: state.tokenDigest,
  owner_id: state.ownerId,
  kind: state.kind,
  state,
  expected_version: expectedVersion,
  created_at: state.createdAt,
  updated_at: changedAt(state),
  expires_at: state.expiresAt,
  are_published: eventsArePublished ?? false,
  events,
});
