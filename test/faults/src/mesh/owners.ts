import { randomBytes } from 'node:crypto';
import { digestOf } from '@meshpair/contracts';
import { writeOwnerKey } from '@meshpair/domain';
import type { Database } from './database.js';

export interface MeshOwner {
  readonly ownerId: string;
  readonly key: string;
}

/** The first owner, by the key that it was made with, and further ones as the registry keeps them. */
export async function addOwners(
  database: Database,
  firstKey: string,
  names: readonly string[],
): Promise<readonly MeshOwner[]> {
  const [first] = await database.query<{ owner_id: string }>('select owner_id from registry.owners');
  if (first === undefined) throw new Error('the mesh has no first owner');
  const added = await Promise.all(names.map((name) => addOwner(database, name)));
  return [{ ownerId: first.owner_id, key: firstKey }, ...added];
}

async function addOwner(database: Database, ownerId: string): Promise<MeshOwner> {
  const secret = randomBytes(24).toString('hex');
  await database.query('insert into registry.owners (owner_id, name, created_at) values ($1, $1, now())', [
    ownerId,
  ]);
  await database.query(
    `insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at)
     values ($1, $1, $2, now())`,
    [ownerId, digestOf(secret)],
  );
  return { ownerId, key: writeOwnerKey({ keyId: ownerId, secret }) };
}

/** Gives an owner devices that have paired before, each with its token and session. */
export async function fillUp(database: Database, ownerId: string, devices: number): Promise<void> {
  await database.query(
    `with node as (
       insert into registry.mesh_nodes (owner_id, node_id, name, role, ip, permissions, created_at, updated_at)
       select $1, 'old-' || n, 'Old ' || n, 'device', '10.9.' || n / 250 || '.' || 1 + n % 250,
              array['mesh:read'], now(), now()
         from generate_series(1, $2::integer) as n
       returning node_id
     ), token as (
       insert into registry.issued_tokens
              (token_id, family_id, owner_id, node_id, permissions, issued_at, expires_at)
       select 'token-' || node_id, 'token-' || node_id, $1, node_id, array['mesh:read'], now(),
              now() + interval '30 days'
         from node
     )
     update registry.owners set device_count = $2 where owner_id = $1`,
    [ownerId, devices],
  );
  await database.query(
    `insert into registry.device_sessions
            (session_id, owner_id, node_id, permissions, created_at, last_used_at, expires_at)
     select 'session-' || node_id, owner_id, node_id, array['mesh:read'], now(), now(),
            now() + interval '90 days'
       from registry.mesh_nodes
      where owner_id = $1`,
    [ownerId],
  );
}
