import type { PoolClient } from 'pg';
import { run } from '../statement.js';
import type { Registered } from './registration-rows.js';
import { SETTLE_JOIN } from './setup-key-statements.js';

/** Counts the use of a setup key with the node that it has let in, and notes who has used it; or notes that a node is back. */
export async function settleJoin(
  client: PoolClient,
  ownerId: string,
  { node, session, usedKey }: Registered['registered'],
): Promise<void> {
  await run(client, SETTLE_JOIN, [
    ownerId,
    node.id,
    session.createdAt,
    usedKey?.setupKeyId ?? null,
    usedKey ? node.publicKey : null,
    usedKey?.tags ?? null,
    usedKey?.ephemeralSeconds ?? null,
    session.id,
    session.keyThumbprint ?? null,
  ]);
}
