import { randomBytes } from 'node:crypto';
import { digestOf } from '@meshpair/contracts';
import { writeOwnerKey } from '@meshpair/domain';
import type { RunningSystem } from './start-system.js';

/** Adds an owner beside the first, as the registry keeps one, and returns its key. */
export async function addOwner(system: Pick<RunningSystem, 'query'>, ownerId: string): Promise<string> {
  const secret = randomBytes(24).toString('hex');
  await system.query('insert into registry.owners (owner_id, name, created_at) values ($1, $1, now())', [
    ownerId,
  ]);
  await system.query(
    `insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at)
     values ($1, $1, $2, now())`,
    [ownerId, digestOf(secret)],
  );
  return writeOwnerKey({ keyId: ownerId, secret });
}
