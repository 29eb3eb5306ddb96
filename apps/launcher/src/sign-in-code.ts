import { randomBytes } from 'node:crypto';
import { digestOf } from '@meshpair/contracts';
import { createDataSource, databaseTime, poolOf, PostgresConsoleSessions } from '@meshpair/persistence';

const VALID_MS = 3_600_000;

/** A one-time code that signs the first owner's console in; undefined when that owner has no live key. */
export async function makeSignInCode(databaseUrl: string): Promise<string | undefined> {
  const source = await createDataSource(databaseUrl, 'registry', { poolSize: 1 }).initialize();
  try {
    const code = randomBytes(32).toString('base64url');
    const now = await databaseTime(poolOf(source));
    const expiresAt = new Date(now.getTime() + VALID_MS);
    const added = await new PostgresConsoleSessions(poolOf(source)).addSignInCode(
      digestOf(code),
      now,
      expiresAt,
    );
    return added ? code : undefined;
  } finally {
    await source.destroy();
  }
}
