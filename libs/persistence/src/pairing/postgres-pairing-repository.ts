import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import {
  changedAt,
  isAttemptType,
  isMeshEventType,
  type PairingEvent,
  type PairingState,
} from '@meshpair/domain';
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
import { type EventRow, recordedEvent } from '../registry/mesh-events.js';
import { retryOnDeadlock, run, runCount } from '../statement.js';
import * as audit from './audit-statements.js';
import { SAVE_NEW } from './open-pairings-statements.js';
import * as statements from './pairing-statements.js';

interface StateRow {
  readonly pairing_id: string;
  readonly token_digest: string;
  readonly state: Stored<PairingState>;
  readonly version: number;
}

type LoadedRow = { readonly now: Date } & (StateRow | { readonly pairing_id: null });

type AuditRow = AuditPosition & EventRow;

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

  async findByCode(codeDigests: readonly string[]): Promise<string | undefined> {
    const rows = await run<{ pairing_id: string }>(this.pool, statements.FIND_BY_CODE, [codeDigests]);
    return rows.length === 1 ? rows[0]?.pairing_id : undefined;
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
    const rows = await run<{ readonly event: Stored<PairingEvent> }>(this.pool, statements.READ_EVENTS, [
      pairingId,
      afterSequence,
    ]);
    return rows.map((row) => eventFromJson(row.event));
  }

  async readAudit(
    filter: AuditFilter,
    after: string | undefined,
    limit: number,
  ): Promise<AuditTrail | 'other history'> {
    const { epoch, nextTransactionId } = await this.epoch();
    const from = after === undefined ? { epoch, ...START } : parseAuditCursor(after);
    if (!from) return trailOf(epoch, []);
    // A copy of the files, put back, has its old epoch; what it was asked for may be still to come.
    const isStillToCome = BigInt(from.transactionId) >= BigInt(nextTransactionId);
    if (from.epoch !== epoch || isStillToCome) return 'other history';
    const isBack = filter.order === 'desc';
    const values = auditValues(filter, limit);
    if (isBack && after === undefined)
      return trailOf(epoch, await run<AuditRow>(this.pool, audit.READ_LAST_AUDIT[partOf(filter)], values));
    const statements = isBack ? audit.READ_AUDIT_BACK : audit.READ_AUDIT;
    const place = [from.transactionId, from.position];
    return trailOf(epoch, await run<AuditRow>(this.pool, statements[partOf(filter)], [...values, ...place]));
  }

  async readLastAudit(filter: AuditFilter, limit: number): Promise<AuditTrail> {
    const { epoch } = await this.epoch();
    const statement = audit.READ_LAST_AUDIT[partOf(filter)];
    const rows = await run<AuditRow>(this.pool, statement, auditValues(filter, limit));
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

/** A pairing has no events of the mesh, and no type is of both. */
function partOf({ pairingId, type }: AuditFilter): audit.AuditPart {
  if (pairingId !== undefined) return 'pairing';
  if (type === undefined) return 'all';
  return isMeshEventType(type) && !isAttemptType(type) ? 'mesh' : 'pairings';
}

const auditValues = (
  { ownerId, pairingId, type, nodeId, actor, since, until }: AuditFilter,
  limit: number,
): readonly unknown[] => [
  ownerId,
  limit,
  type ?? null,
  nodeId ?? null,
  actor ?? null,
  since ?? null,
  until ?? null,
  ...(pairingId === undefined ? [] : [pairingId]),
];

const trailOf = (epoch: string, rows: readonly AuditRow[]): AuditTrail => ({
  events: rows.map((row) => ({ event: recordedEvent(row), position: auditCursor(epoch, row) })),
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

const changeRow = ({ state, expectedVersion, events, attempts = [], eventsArePublished }: PairingChange) => ({
  pairing_id: state.pairingId,
  token_digest: state.tokenDigest,
  code_digest: state.kind === 'Failed' ? null : (state.codeDigest ?? null),
  owner_id: state.ownerId,
  kind: state.kind,
  state,
  expected_version: expectedVersion,
  created_at: state.createdAt,
  updated_at: changedAt(state),
  expires_at: state.expiresAt,
  are_published: eventsArePublished ?? false,
  // An attempt has no sequence to be known by.
  events: [...events, ...attempts.map((attempt) => ({ ...attempt, id: randomUUID() }))],
});
