import type { FlowRecord } from '../load/ledger.js';
import type { EventRow, PairingRow, Snapshot } from './snapshot.js';
import { check, groupBy, type Invariant } from './violation.js';

const TERMINAL = ['DeviceRegistered', 'PairingFailed'];
const REGISTRY_REASONS = ['ip_conflict', 'device_limit', 'identity_mismatch'];

type Told = FlowRecord & { readonly pairingId: string };

/** What the load was told about pairings, beside what became of them. */
export function pairingInvariants(
  snapshot: Snapshot,
  flows: readonly FlowRecord[],
  pinAttempts: number,
  /** Those that their owners cancelled when all was over. */
  cancelled: ReadonlySet<string>,
): readonly Invariant[] {
  const rows = new Map(snapshot.pairings.map((row) => [row.pairingId, row]));
  const events = groupBy(snapshot.pairingEvents, (event) => event.pairingId);
  const started = flows.filter((flow): flow is Told => flow.pairingId !== undefined);
  const idOf = ({ pairingId }: { pairingId: string }): string => pairingId;
  const told = (
    name: string,
    among: readonly Told[],
    problemOf: (flow: Told, row: PairingRow) => string | undefined,
  ) =>
    check(name, among, idOf, (flow) => {
      const row = rows.get(flow.pairingId);
      return row === undefined ? 'lost: it is not in the database' : problemOf(flow, row);
    });

  return [
    told('a start answered 201 is kept', started, () => undefined),
    told(
      'a verify answered 200 ends DeviceRegistered, or Failed by the registry',
      started.filter(({ verified }) => verified !== undefined),
      (flow, row) => verifiedProblem(flow, row),
    ),
    told(
      'a claim answered 200 is of a registered pairing',
      started.filter(({ claimed }) => claimed !== undefined),
      (_flow, row) => (row.kind === 'DeviceRegistered' ? undefined : `claimed, but ${row.kind}`),
    ),
    told(
      'a deny or cancel answered 200 holds',
      started.filter(({ endedBy }) => endedBy !== undefined),
      ({ endedBy }, { kind, reason }) =>
        kind === 'Failed' && reason === endedBy ? undefined : `${endedBy}, but ${kind} ${reason ?? ''}`,
    ),
    told('a refusal has its reason', started, (flow, row) =>
      cancelled.has(row.pairingId) ? leftOpenProblem(flow) : refusalProblem(flow, row),
    ),
    told(
      'nothing registers without the right PIN',
      started.filter(({ triedRightPin }) => !triedRightPin),
      (_flow, { kind }) => (['PinVerified', 'DeviceRegistered'].includes(kind) ? kind : undefined),
    ),
    check('every wrong PIN uses up one attempt', started, idOf, ({ attemptsLeft }) =>
      attemptsProblem(attemptsLeft, pinAttempts),
    ),
    check('every pairing agrees with its events, and ends once', snapshot.pairings, idOf, (row) =>
      eventsProblem(row, events.get(row.pairingId) ?? []),
    ),
    check('no pairing is stuck in between', snapshot.pairings, idOf, ({ kind }) =>
      hasEnded(kind) ? undefined : `still ${kind}`,
    ),
  ];
}

function verifiedProblem({ verified }: Told, { kind, reason }: PairingRow): string | undefined {
  if (kind === 'DeviceRegistered') return undefined;
  if (verified === 'DeviceRegistered') return `answered DeviceRegistered, but ${kind} ${reason ?? ''}`;
  return kind === 'Failed' && REGISTRY_REASONS.includes(reason ?? '')
    ? undefined
    : `answered ${verified}, but ${kind} ${reason ?? ''}`;
}

/** The refusals that end a flow, and the reasons that a pairing may then have. */
const REASONS_OF: Readonly<Record<string, readonly string[]>> = {
  // The owner may still choose, and does not.
  ip_conflict: ['ip_conflict', 'expired'],
  device_limit: ['device_limit'],
  identity_mismatch: ['identity_mismatch'],
  attempts_exceeded: ['attempts_exceeded'],
  token_expired: ['expired'],
  already_connected: ['expired'],
  invalid_transition: ['expired', 'ip_conflict', 'device_limit', 'attempts_exceeded', 'denied', 'cancelled'],
};

/** The refusals after which a pairing may be open, until it is cancelled at the end. */
const MAY_STAY_OPEN = ['token_expired', 'already_connected', 'ip_conflict'];

const leftOpenProblem = ({ end = '' }: Told): string | undefined => {
  const code = refusalOf(end);
  return code === undefined || MAY_STAY_OPEN.includes(code) ? undefined : `${end}, but was left open`;
};

/** The code of the refusal that ended a flow, if one did. */
function refusalOf(end: string): string | undefined {
  const [step, code = ''] = end.split(' ');
  return step === 'not' || code === '' || code === 'unanswered' ? undefined : code;
}

const hasEnded = (kind: string): boolean => kind === 'DeviceRegistered' || kind === 'Failed';

function refusalProblem({ end = '' }: Told, { kind, reason }: PairingRow): string | undefined {
  const code = refusalOf(end);
  if (code === undefined) return undefined;
  const reasons = REASONS_OF[code];
  if (reasons === undefined) return `${end}, which nothing explains`;
  return kind === 'Failed' && reasons.includes(reason ?? '')
    ? undefined
    : `${end}, but ${kind} ${reason ?? ''}`;
}

function attemptsProblem(attemptsLeft: readonly number[], most: number): string | undefined {
  if (new Set(attemptsLeft).size !== attemptsLeft.length) return `judged twice: ${attemptsLeft.join()} left`;
  return attemptsLeft.every((left) => left >= 0 && left < most) ? undefined : `${attemptsLeft.join()} left`;
}

function eventsProblem(row: PairingRow, events: readonly EventRow[]): string | undefined {
  const gap = events.findIndex(({ sequence }, index) => sequence !== index + 1);
  if (gap >= 0) return `event ${gap + 1} is missing`;
  if (events.length !== row.sequence) return `${events.length} events of ${row.sequence}`;
  const ends = events.filter(({ type }) => TERMINAL.includes(type));
  const isOver = hasEnded(row.kind);
  if (ends.length !== (isOver ? 1 : 0)) return `${row.kind} with ${ends.length} ends`;
  const last = row.kind === 'Failed' ? 'PairingFailed' : row.kind;
  return isOver && events.at(-1)?.type !== last ? `${row.kind} after ${events.at(-1)?.type}` : undefined;
}
