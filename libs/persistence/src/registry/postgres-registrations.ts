import type { Pool } from 'pg';
import type { PinVerifiedEvent } from '@meshpair/domain';
import { runCount, type Statement } from '../statement.js';
import { claimTokens } from './claim-tokens.js';
import { registerDevices } from './register-devices.js';
import type {
  ClaimOutcome,
  ClaimRequest,
  DecideRegistration,
  RegistrationOutcome,
  Registrations,
} from './registrations.js';

/** $1 before, $2 limit. A registration whose event is still to publish stays. Index `registrations_created_at`. */
export const PRUNE_REGISTRATIONS: Statement = {
  name: 'registry.prune_registrations',
  text: `
    with pruned as (
      delete from registry.registrations
       where pairing_id = any(array(
               select pairing_id
                 from registry.registrations as registration
                where created_at < $1
                  and not exists (
                        select from registry.registration_events as event
                          join registry.registration_outbox using (position)
                         where event.pairing_id = registration.pairing_id
                        offset 0)
                order by created_at
                limit $2
                  for update skip locked))
      returning pairing_id
    ), events as (
      delete from registry.registration_events
       where pairing_id in (select pairing_id from pruned)
    )
    select count(*)::integer as count from pruned`,
};

export class PostgresRegistrations implements Registrations {
  constructor(private readonly pool: Pool) {}

  register(
    requests: readonly PinVerifiedEvent[],
    decide: DecideRegistration,
  ): Promise<readonly RegistrationOutcome[]> {
    return registerDevices(this.pool, requests, decide);
  }

  claim(
    requests: readonly ClaimRequest[],
    now: Date,
    windowSeconds: number,
  ): Promise<readonly ClaimOutcome[]> {
    return claimTokens(this.pool, requests, now, windowSeconds);
  }

  prune(before: Date, limit: number): Promise<number> {
    return runCount(this.pool, PRUNE_REGISTRATIONS, [before, limit]);
  }
}
