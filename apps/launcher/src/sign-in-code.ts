import { createHash, randomBytes } from 'node:crypto';
import { createDataSource, databaseTime, poolOf, PostgresConsoleSessions } from '@meshpair/persistence';

const VALID_MS = 3_600_000;

/** A one-time code that signs the first owner's console in; undefined when that owner has no live key. */
export async function makeSignInCode(databaseUrl: string): Promise<string | undefined> {
  const source = await createDataSource(databaseUrl, 'registry', { poolSize: 1 }).initialize();
  try {
    const code = randomBytes(32).toString('base64url');
    const digest = createHash('sha256').update(code).digest('base64url');
    const now = await databaseTime(poolOf(source));
    const expiresAt = new Date(now.getTime() + VALID_MS);
    const added = await new PostgresConsoleSessions(poolOf(source)).addSignInCode(digest, now, expiresAt);
    return added ? code : undefined;
  } finally {
    await source.destroy();
  }
}
