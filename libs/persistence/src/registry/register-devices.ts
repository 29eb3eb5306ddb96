import type { Pool } from 'pg';
import type { PinVerifiedEvent } from '@meshpair/domain';
import { isDatabaseUnavailable } from '../database-errors.js';
import { registerGroup } from './register-group.js';
import { RegistrationsFailed, UnknownOwner } from './registration-errors.js';
import type { DecideRegistration, RegistrationOutcome } from './registrations.js';

interface GroupResult {
  readonly outcomes: readonly RegistrationOutcome[];
  readonly failures: readonly (readonly [pairingId: string, cause: unknown])[];
}

/** Registers many devices: owners side by side, each owner's in order. */
export async function registerDevices(
  pool: Pool,
  requests: readonly PinVerifiedEvent[],
  decide: DecideRegistration,
): Promise<readonly RegistrationOutcome[]> {
  const groups = [...byOwner(requests)];
  const results = await Promise.all(
    groups.map(([ownerId, group]) => registerOwned(pool, ownerId, group, decide)),
  );
  const outcomes = results.flatMap((result) => result.outcomes);
  const failures = results.flatMap((result) => result.failures);
  if (failures.length > 0) throw new RegistrationsFailed(new Map(failures), outcomes);
  return outcomes;
}

/** One owner's group at once, or one by one when one of them spoils it for the others. */
async function registerOwned(
  pool: Pool,
  ownerId: string,
  group: readonly PinVerifiedEvent[],
  decide: DecideRegistration,
): Promise<GroupResult> {
  try {
    return { outcomes: await registerGroup(pool, ownerId, group, decide), failures: [] };
  } catch (error) {
    const isHopeless = error instanceof UnknownOwner || isDatabaseUnavailable(error) || group.length === 1;
    if (isHopeless) return { outcomes: [], failures: group.map((one) => [one.pairingId, error] as const) };
  }
  const outcomes: RegistrationOutcome[] = [];
  const failures: (readonly [string, unknown])[] = [];
  for (const request of group) {
    const result = await registerOwned(pool, ownerId, [request], decide);
    outcomes.push(...result.outcomes);
    failures.push(...result.failures);
  }
  return { outcomes, failures };
}

function byOwner(requests: readonly PinVerifiedEvent[]): Map<string, PinVerifiedEvent[]> {
  const groups = new Map<string, PinVerifiedEvent[]>();
  for (const request of requests) {
    const group = groups.get(request.ownerId);
    if (group) group.push(request);
    else groups.set(request.ownerId, [request]);
  }
  return groups;
}
