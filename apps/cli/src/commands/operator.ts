import { Name } from '@meshpair/contracts';
import { readSettings } from '@meshpair/settings';
import { runningMesh } from '../api/connection.js';
import { CommandFailure, EXIT } from '../exit-codes.js';

/** `DATABASE_URL`, else the database of the `npm start` that runs from `DATA_DIR`. */
export async function meshDatabaseUrl(): Promise<string> {
  const databaseUrl = readSettings(process.env).DATABASE_URL ?? (await runningMesh())?.databaseUrl;
  if (databaseUrl !== undefined) return databaseUrl;
  throw new CommandFailure(
    'No mesh found: set DATABASE_URL, or let npm start run (DATA_DIR says where)',
    EXIT.unavailable,
    'no_mesh',
  );
}

/** A name as the mesh keeps it. */
export function nameFrom(text: string): string {
  const name = Name.safeParse(text);
  if (name.success) return name.data;
  throw new CommandFailure(
    `The name ${name.error.issues[0]?.message ?? 'is not valid'}`,
    EXIT.usage,
    'usage',
  );
}
