import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Settings } from '@meshpair/settings';

/** There is no database to work on. */
export class NoMeshFound extends Error {
  constructor(path: string) {
    super(`No mesh found: set DATABASE_URL, or let npm start run (it writes ${path} when it is ready)`);
    this.name = 'NoMeshFound';
  }
}

/** The database of DATABASE_URL, else of the `npm start` that runs on DATA_DIR. Throws a `NoMeshFound`. */
export async function meshDatabaseUrl(
  settings: Pick<Settings, 'DATABASE_URL' | 'DATA_DIR'>,
): Promise<string> {
  if (settings.DATABASE_URL !== undefined) return settings.DATABASE_URL;
  const path = join(resolve(settings.DATA_DIR), 'mesh.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new NoMeshFound(path);
    throw error;
  });
  const { databaseUrl } = JSON.parse(text) as { readonly databaseUrl?: unknown };
  if (typeof databaseUrl !== 'string') throw new NoMeshFound(path);
  return databaseUrl;
}
