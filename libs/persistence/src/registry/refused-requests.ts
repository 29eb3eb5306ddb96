import type { Pool } from 'pg';
import { type KnownOwners, refusalEvents, type RefusedRequests } from '@meshpair/domain';
import { run, type Statement } from '../statement.js';
import { recordMeshEvents } from './mesh-events.js';

/** $1 owners, $2 keys. */
const FIND_KNOWN: Statement = {
  name: 'registry.find_refused_owners',
  text: `
    select (select owner_id from registry.owners order by created_at, owner_id limit 1) as first,
           array(select owner_id from registry.owners where owner_id = any($1)) as "ownerIds",
           array(select array[key_id, owner_id] from registry.owner_keys where key_id = any($2)) as keys`,
};

interface Found {
  readonly first: string | null;
  readonly ownerIds: readonly string[];
  readonly keys: readonly (readonly [keyId: string, ownerId: string])[];
}

/** What gateways have refused, for the trails of those whom it concerns. */
export class RefusedRequestRows {
  constructor(private readonly pool: Pool) {}

  async record(refused: RefusedRequests, now: Date): Promise<void> {
    const ownerIds = refused.limits.map(({ ownerId }) => ownerId);
    const keyIds = refused.signIns.map(({ keyId }) => keyId);
    const [found] = await run<Found>(this.pool, FIND_KNOWN, [ownerIds, keyIds]);
    if (found) await recordMeshEvents(this.pool, refusalEvents(refused, knownOf(found), now));
  }
}

const knownOf = ({ first, ownerIds, keys }: Found): KnownOwners => ({
  first: first ?? undefined,
  ownerIds: new Set(ownerIds),
  ownerOfKey: new Map(keys),
});
