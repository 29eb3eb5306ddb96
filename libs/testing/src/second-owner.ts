import { createHash, randomBytes } from 'node:crypto';
import type { RunningSystem } from './start-system.js';

/** Adds an owner beside the first, as the registry keeps one, and returns its key. */
export async function addOwner(system: Pick<RunningSystem, 'query'>, ownerId: string): Promise<string> {
  const secret = randomBytes(24).toString('hex');
  const digest = createHash('sha256').update(secret).digest('base64url');
  await system.query('insert into registry.owners (owner_id, name, created_at) values ($1, $1, now())', [
    ownerId,
  ]);
  await system.query(
    `insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at)
     values ($1, $1, $2, now())`,
    [ownerId, digest],
  );
  return `mpo_${ownerId}_${secret}`;
}
