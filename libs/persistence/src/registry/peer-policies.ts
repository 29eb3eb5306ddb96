import type { Pool } from 'pg';
import { ALL_SEE_ALL, meshEvent, type PeerPolicy, type PeerRule } from '@meshpair/domain';
import { run, type Statement } from '../statement.js';
import { recordMeshEvents } from './mesh-events.js';
import type { Change } from './mesh-nodes.js';
import { underKnownOwnerLock } from './owner-lock.js';

/** $1 owner. */
const READ: Statement = {
  name: 'registry.read_peer_policy',
  text: `select rules from registry.peer_policies where owner_id = $1`,
};

/** $1 owner, $2 rules, $3 now. */
const WRITE: Statement = {
  name: 'registry.write_peer_policy',
  text: `
    insert into registry.peer_policies (owner_id, rules, updated_at)
    values ($1, $2::jsonb, $3)
        on conflict (owner_id) do update
       set rules = excluded.rules, updated_at = excluded.updated_at`,
};

/** Which nodes of an owner see which. */
export class PeerPolicies {
  constructor(private readonly pool: Pool) {}

  read(ownerId: string): Promise<PeerPolicy> {
    return read(this.pool, ownerId);
  }

  /** False for an owner who is not there. */
  async write(ownerId: string, { rules }: PeerPolicy, { actor, now }: Change): Promise<boolean> {
    return underKnownOwnerLock(this.pool, ownerId, false, async (client) => {
      const { rules: previousRules } = await read(client, ownerId);
      const written = JSON.stringify(rules);
      if (JSON.stringify(previousRules) === written) return true;
      await run(client, WRITE, [ownerId, written, now]);
      const occasion = { ownerId, actor, now };
      await recordMeshEvents(client, [
        meshEvent('PeerPolicyChanged', ownerId, occasion, { rules, previousRules }),
      ]);
      return true;
    });
  }
}

async function read(connection: Parameters<typeof run>[0], ownerId: string): Promise<PeerPolicy> {
  const [row] = await run<{ rules: PeerRule[] }>(connection, READ, [ownerId]);
  // Postgres keeps no order of fields.
  return row ? { rules: row.rules.map(({ from, to }) => ({ from, to })) } : ALL_SEE_ALL;
}
